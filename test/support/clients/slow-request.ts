import { connect, type Socket } from 'node:net';

/** A request whose headers are sent, but no body. */
export class SlowRequest {
  private received = '';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => (this.received += chunk.toString()));
    socket.on('error', () => undefined);
  }

  /** Announces a body of `bytes` and sends none of it. */
  static async post(
    url: string,
    path: string,
    token: string,
    bytes: number,
    type = 'application/json',
    more: readonly string[] = [],
  ): Promise<SlowRequest> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise((resolve) => socket.once('connect', resolve));
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${hostname}`,
      `Authorization: Bearer ${token}`,
      `Content-Type: ${type}`,
      `Content-Length: ${bytes}`,
      ...more,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return new SlowRequest(socket);
  }

  /** Sends the body, or a part of it. */
  send(text: string): void {
    this.socket.write(text);
  }

  /** The status of the answer, once there is one. */
  async status(): Promise<number> {
    while (!this.received.includes('\r\n\r\n')) {
      if (this.socket.destroyed) throw new Error('The connection was closed without an answer');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return Number(this.received.split(' ', 2)[1]);
  }

  /** What has arrived so far. */
  get text(): string {
    return this.received;
  }

  /** Closes the connection. */
  abort(): void {
    this.socket.destroy();
  }

  /** Ends the connection with a reset, as when the client's machine has restarted. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}
