import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { ApiClient } from './client.js';
import { scaled } from '../wait.js';

/** A message of a stream. */
export interface Message {
  readonly event: string;
  readonly id: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

/** A reader of server-sent events, by the algorithm of the HTML standard as far as we use it. */
export class StreamClient {
  readonly messages: Message[] = [];
  /** As a browser would send it when it reconnects. */
  lastEventId: string;
  /** All received text. */
  text = '';
  closed = false;
  status = 0;
  body = '';
  headers: IncomingMessage['headers'] = {};
  /** Resolves when the answer begins. */
  readonly opened: Promise<void>;
  private readonly sent: ClientRequest;
  private response?: IncomingMessage;
  private rest = '';
  private wake: (() => void)[] = [];

  constructor(
    client: ApiClient,
    query = '',
    lastEventId = '',
    onMessage?: (message: Message, self: StreamClient) => void,
  ) {
    this.lastEventId = lastEventId;
    this.sent = request(`${client.url}/v1/events/stream${query}`, {
      agent: false,
      headers: {
        authorization: `Bearer ${client.token}`,
        ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
      },
    });
    this.opened = new Promise((resolve) => {
      const close = () => {
        this.closed = true;
        resolve();
        this.notify();
      };
      this.sent.on('error', close);
      this.sent.on('response', (response) => {
        this.response = response;
        this.status = response.statusCode!;
        this.headers = response.headers;
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => this.read(chunk, resolve, onMessage));
        response.on('error', close).on('close', close);
      });
    });
    this.sent.end();
  }

  /** Loses the connection, as with kill -9: reads nothing more. */
  kill(): void {
    this.closed = true;
    this.sent.destroy();
    this.notify();
  }

  pause(): void {
    this.response!.pause();
  }

  resume(): void {
    this.response!.resume();
  }

  /** Resolves when the condition holds, or when the stream has closed. @throws Error after `ms`, scaled */
  async until(condition: (self: StreamClient) => boolean, ms = 20_000): Promise<void> {
    const deadline = Date.now() + scaled(ms);
    while (!condition(this) && !this.closed) {
      if (Date.now() > deadline) throw new Error(`Not in time; received:\n${this.text.slice(-2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.wake.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  /** The uids of received events, in order. */
  uids(): string[] {
    return this.messages
      .filter(({ event }) => event === 'message')
      .map(({ data }) => data.event_uid as string);
  }

  problem(): string | undefined {
    return this.messages.find(({ event }) => event === 'problem')?.data.code;
  }

  private notify(): void {
    for (const wake of this.wake.splice(0)) wake();
  }

  private read(
    chunk: string,
    opened: () => void,
    onMessage?: (message: Message, self: StreamClient) => void,
  ): void {
    if (this.closed) return;
    this.text = (this.text + chunk).slice(-100_000);
    this.rest += chunk;
    for (let end = this.rest.indexOf('\n\n'); end !== -1; end = this.rest.indexOf('\n\n')) {
      const block = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + 2);
      this.dispatch(block, onMessage);
      opened();
      // A reader that is killed while it handles a message has processed that message and none after it.
      if (this.closed) return;
    }
    if (this.status !== 200) this.body += chunk;
    this.notify();
  }

  private dispatch(block: string, onMessage?: (message: Message, self: StreamClient) => void): void {
    let [event, data] = ['message', ''];
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) this.lastEventId = line.slice(4);
      if (line.startsWith('event: ')) event = line.slice(7);
      if (line.startsWith('data: ')) data += line.slice(6);
    }
    if (!data) return;
    const message = { event, id: this.lastEventId, data: JSON.parse(data) };
    this.messages.push(message);
    onMessage?.(message, this);
  }
}
