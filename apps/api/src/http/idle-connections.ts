import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Time between two checks. Milliseconds. */
const LOOK_MS = 100;
/** After the server stops listening, time in which a connection must complete the head of a request. Milliseconds. */
const GRACE_MS = 1_000;

/**
 * While the service shuts down, ends each connection that has no request in progress for GRACE_MS. Node waits for
 * connections that it considers busy: those that never sent a byte, those with half-sent heads (their timeout stops at
 * shutdown), and answered requests whose body nobody reads, because a paused socket does not notice that its client has
 * gone.
 */
export function endIdleConnections(server: FastifyInstance): void {
  /** Requests in progress, by open connection. */
  const working = new Map<Socket, number>();
  const add = (socket: Socket, change: number): void => {
    if (working.has(socket)) working.set(socket, working.get(socket)! + change);
  };
  server.server.on('connection', (socket) => {
    working.set(socket, 0);
    socket.once('close', () => working.delete(socket));
  });
  server.server.prependListener('request', ({ socket }, response) => {
    add(socket, 1);
    response.once('close', () => add(socket, -1));
  });
  server.addHook('preClose', (done) => {
    const idleSince = new Map<Socket, number>();
    const look = (): void => {
      const now = performance.now();
      for (const [socket, requests] of working) {
        // Waiting bytes belong to an answer. The cut of slow readers, and the drain's, handle these.
        if (requests || socket.writableLength) idleSince.delete(socket);
        else if (!idleSince.has(socket)) idleSince.set(socket, now);
        else if (now - idleSince.get(socket)! >= GRACE_MS) socket.destroy();
      }
    };
    const timer = setInterval(look, LOOK_MS);
    server.server.once('close', () => clearInterval(timer));
    timer.unref();
    done();
  });
}
