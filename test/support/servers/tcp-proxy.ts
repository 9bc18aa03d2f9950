import { connect, createServer, type Server, type Socket } from 'node:net';

/** How bytes are forwarded. `silent`: they are dropped while connections stay open, as if a cable was cut. */
export type Passage = 'open' | 'silent' | 'refused';

/** A proxy between the service and its database that fails as networks do. */
export class TcpProxy {
  /** Delay of every chunk in each direction. Milliseconds. */
  delayMs = 0;
  /**
   * Called with what the client sends, before it is forwarded. It may change the passage, or return how many of the
   * bytes are forwarded.
   */
  onSent: (bytes: Buffer) => number | void = () => undefined;
  /** Passage of the answers only. */
  answers: 'open' | 'silent' = 'open';
  /** Connections that clients opened or tried to open so far. */
  attempts = 0;
  private passage: Passage = 'open';
  private readonly pairs = new Set<readonly [client: Socket, server: Socket]>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async before(url: string): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, new URL(url));
  }

  /** The target's address with this proxy's port. */
  get url(): string {
    const { port } = this.server.address() as { port: number };
    return Object.assign(new URL(this.target), { port: String(port) }).href;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Applies to current and future connections; `refused` cuts current ones. */
  set(passage: Passage): void {
    this.passage = passage;
    if (passage === 'refused') this.cut();
  }

  /** Cuts every connection with RST. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    this.attempts++;
    if (this.passage === 'refused') return void client.resetAndDestroy();
    const server = connect(Number(this.target.port), this.target.hostname);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    const part = () => {
      this.pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', part).on('close', part);
    client.on('data', (bytes) => {
      const most = this.onSent(bytes);
      if (most === undefined) this.pass(bytes, server, () => this.passage === 'open');
      else this.pass(bytes.subarray(0, most), server, () => true);
    });
    server.on('data', (bytes) =>
      this.pass(bytes, client, () => this.passage === 'open' && this.answers === 'open'),
    );
  }

  private pass(bytes: Buffer, to: Socket, isOpen: () => boolean): void {
    const write = () => void (isOpen() && !to.destroyed && to.write(bytes));
    if (this.delayMs) setTimeout(write, this.delayMs);
    else write();
  }
}
