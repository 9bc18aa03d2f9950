import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Between two looks. Milliseconds. */
const LOOK_MS = 100;
/** After the door is closed a connection has so long to complete the head of a request. Milliseconds. */
const GRACE_MS = 1_000;

/**
 * While the service closes: ends each connection on which no request is worked on for GRACE_MS. Node waits for all that
 * it takes for busy: connections that never sent a byte, half-sent heads (their clock stops as the door closes), and
 * answered requests whose body nobody reads, because a paused socket does not see that its client is gone.
 */
export function endIdleConnections(server: FastifyInstance): void {
  /** Requests that are worked on, for each open connection. */
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
        // Bytes that wait belong to an answer: the cut of slow readers and that of the drain are for these.
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
