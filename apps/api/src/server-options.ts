import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Config, Problem, type ProblemCode, sendProblem, toDocument } from '#libs/common';

const WELL_FORMED = /^[\w.:/+=-]{1,128}$/;

/** Limits of the HTTP server; times in milliseconds. */
export const serverOptions = (config: Config) => ({
  // Whose X-Forwarded-For is believed: nobody's, unless the configuration names them.
  trustProxy: config.trustedProxies.length ? config.trustedProxies : false,
  // Ours is the one log line per request (see request-scope.ts).
  logger: false as const,
  genReqId: ({ headers }: IncomingMessage) => {
    const given = headers['x-request-id'];
    return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
  },
  // Device and event uids have up to 128 characters, each up to three when percent-encoded; the default is 100.
  routerOptions: { maxParamLength: 400 },
  // While draining, requests on open connections are still answered; our own header closes these afterwards.
  return503OnClosing: false,
  clientErrorHandler: refuse,
  frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(error, request, reply),
  keepAliveTimeout: 72_000,
  http: {
    headersTimeout: 10_000,
    // Bodies have their own clock (readBody), which imports of any length can go on with.
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
  },
});

const CLIENT_ERRORS: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Bytes that are no HTTP, headers that are too large or too slow: no request exists yet, so the answer is written by hand. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new Problem(
    CLIENT_ERRORS[error.code ?? ''] ?? 'invalid_request',
    'The bytes received are no HTTP request that can be answered.',
  );
  const id = randomUUID();
  const body = JSON.stringify(toDocument(problem, id, '/'));
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
