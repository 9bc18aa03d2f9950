import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServiceProcess } from '../servers/process.js';
import { until } from '../wait.js';

interface PinnedAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/**
 * A client whose requests all go over one connection, and so to one of the processes behind a port. A request fails if
 * that connection was closed, as it is after a 429 to a body that was not read.
 */
export class PinnedClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private connection?: Socket;

  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** One client for each process, by the process's number. It connects again and again until it has met all. */
  static async ofEach(
    { url, output }: ServiceProcess,
    token: string,
    processes: number,
  ): Promise<Map<number, PinnedClient>> {
    const clients = new Map<number, PinnedClient>();
    await until('each process has answered', async () => {
      const client = new PinnedClient(url, token);
      const id = randomUUID();
      await client.send('GET', '/v1/devices', undefined, { 'x-request-id': id });
      const line = await until('the request is in the log', () =>
        output()
          .split('\n')
          .find((each) => each.includes(id)),
      );
      const { process } = JSON.parse(line) as { process: number };
      if (clients.has(process)) client.close();
      else clients.set(process, client);
      return clients.size === processes;
    });
    return clients;
  }

  async send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<PinnedAnswer> {
    const answer = await this.open(method, path, body, headers);
    const content = await text(answer);
    return { status: answer.statusCode!, body: content ? JSON.parse(content) : undefined };
  }

  /** @returns the answer as soon as it begins, its body unread */
  open(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const type = body && { 'content-type': 'application/json' };
      const sent = request(this.url + path, {
        method,
        agent: this.agent,
        headers: { authorization: `Bearer ${this.token}`, ...type, ...headers },
      });
      sent.once('response', resolve).once('error', reject);
      sent.once('socket', (socket) => {
        this.connection ??= socket;
        if (socket !== this.connection) sent.destroy(new Error('the connection to the process was closed'));
      });
      sent.end(body && JSON.stringify(body));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
