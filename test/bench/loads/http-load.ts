import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { makeBatches, type BenchEvent } from './events.js';
import { type Client, type HttpJob, shareOf } from './job.js';

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * A keep-alive connection that sends prepared bytes. It is written for low cost, because the load generator shares the
 * machine.
 */
export class Connection {
  private settle?: (status: string) => void;
  private received: Buffer = Buffer.alloc(0);
  /** Whether the server has closed it, or has announced that it will. */
  ended = false;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).on('data', (bytes) => this.take(bytes));
    for (const event of ['error', 'close'] as const)
      socket.on(event, () => {
        this.ended = true;
        this.settle?.('lost');
      });
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** @returns the status of the answer */
  send(request: Buffer): Promise<string> {
    if (this.ended) return Promise.resolve('lost');
    this.socket.write(request);
    return new Promise((resolve) => (this.settle = resolve));
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    this.received = this.received.length ? Buffer.concat([this.received, bytes]) : bytes;
    const end = this.received.indexOf(END_OF_HEAD);
    if (end === -1) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    this.received = Buffer.alloc(0);
    this.ended ||= /connection: close/i.test(head);
    this.settle?.(head.slice(9, 12));
  }
}

export function asRequest(
  method: string,
  path: string,
  token: string,
  body: string | Buffer,
  headers = 'Content-Type: application/json\r\n',
): Buffer {
  const bytes = Buffer.from(body);
  const head =
    `${method} ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n` +
    (bytes.length ? `${headers}Content-Length: ${bytes.length}\r\n` : '');
  return Buffer.concat([Buffer.from(`${head}\r\n`), bytes]);
}

export const bodyOf = (events: BenchEvent[]) => JSON.stringify(events.length === 1 ? events[0] : { events });

/**
 * Clients on connections, which are opened once everything is prepared. Events that will be sent as duplicates are
 * stored first.
 */
export async function httpClients(job: HttpJob): Promise<Client[]> {
  const { tokens, clients, batch, duplicates } = job;
  const all = Array.from({ length: clients }, (_, c) => {
    const senderOf = (request: number) => (c + request * clients) % tokens.length;
    const tokenOf = (request: number) => tokens[senderOf(request)];
    const deviceOf = (request: number) => job.devices?.[senderOf(request)];
    if (job.paths)
      return { known: [], sent: job.paths.map((path, i) => asRequest('GET', path, tokenOf(i), '')) };
    return prepare(shareOf(job, c), batch, duplicates, tokenOf, deviceOf);
  });
  return Promise.all(
    all.map(async ({ known, sent }) => {
      const connection = await Connection.open(job.url);
      for (const request of known) await connection.send(request);
      let at = 0;
      return { next: () => connection.send(sent[at++ % sent.length]), close: () => connection.close() };
    }),
  );
}

/** Prepares the requests, and those to store first, which hold a share of their events. */
function prepare(
  count: number,
  batch: number,
  duplicates: number,
  tokenOf: (request: number) => string,
  deviceOf: (request: number) => string | undefined,
) {
  const path = batch === 1 ? '/v1/events' : '/v1/events/batch';
  const copies = Math.round(batch * duplicates);
  const requests = makeBatches(count, batch).map((events, i) => {
    const device_uid = deviceOf(i);
    const own = (event: BenchEvent) => (device_uid === undefined ? event : { ...event, device_uid });
    const of = (some: BenchEvent[]) => asRequest('POST', path, tokenOf(i), bodyOf(some.map(own)));
    return { known: copies ? [of(events.slice(0, copies))] : [], sent: of(events) };
  });
  return { known: requests.flatMap(({ known }) => known), sent: requests.map(({ sent }) => sent) };
}
