import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Config, continued, Problem, type ProblemCode, sendProblem, toDocument } from '#libs/common';
import { answersPreflight, browserHeaders } from './security-headers.js';

const WELL_FORMED = /^[\w.:/+=-]{1,128}$/;

const MAX_HEADER_BYTES = 16_384;

/** Limits of the HTTP server; times in milliseconds. */
export const serverOptions = (config: Config) => ({
  // The service writes its own log line per request (see request-scope.ts).
  logger: false as const,
  genReqId: ({ headers }: IncomingMessage) => {
    const given = headers['x-request-id'];
    return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
  },
  // Device and event uids have up to 128 characters, and percent-encoding triples them; the default is 100.
  routerOptions: { maxParamLength: 400 },
  // While draining, requests on open connections are still answered. Our own header closes these afterwards.
  return503OnClosing: false,
  clientErrorHandler: refuse(config),
  frameworkErrors: refuseAddress(config),
  keepAliveTimeout: 72_000,
  http: {
    headersTimeout: 10_000,
    // Bodies have their own timeout (readBody), because imports may have any length.
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Node's own rejection has no body; ours is a problem like any other (see well-formed.ts).
    requireHostHeader: false,
  },
});

/** Answers an address that the router cannot read. No hook has run, so this adds what hooks add to every answer. */
const refuseAddress =
  (config: Config) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const headers = browserHeaders(config)(request.headers.origin);
    reply
      .headers(headers)
      .header('x-request-id', request.id)
      .header('traceparent', continued(request.headers.traceparent as string | undefined));
    if (!answersPreflight(request, reply, headers)) sendProblem(error, request, reply);
  };

const CLIENT_ERRORS: Record<string, [code: ProblemCode, detail: string]> = {
  HPE_HEADER_OVERFLOW: [
    'headers_too_large',
    `Address and headers together may have at most ${MAX_HEADER_BYTES} bytes.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The headers did not arrive within 10 seconds.'],
};
const NO_HTTP: (typeof CLIENT_ERRORS)[string] = [
  'invalid_request',
  'The received bytes are not a valid HTTP request.',
];

/**
 * Answers bytes that are not HTTP, and headers that are too large or too slow. No request exists yet, so the answer is
 * written by hand.
 */
const refuse =
  (config: Config) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();

    const problem = new Problem(...(CLIENT_ERRORS[error.code ?? ''] ?? NO_HTTP));
    const id = randomUUID();
    const body = JSON.stringify(toDocument(problem, id, '/'));
    const headers = browserHeaders(config)(
      originIn((error as { rawPacket?: Buffer }).rawPacket) ?? onlyOne(config.corsOrigins),
    );
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `Date: ${new Date().toUTCString()}`,
      `X-Request-Id: ${id}`,
      `Traceparent: ${continued(undefined)}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };

/** The origin in unparsed bytes. They are the last chunk, which need not contain it. */
const originIn = (bytes: Buffer | undefined) =>
  /\r\norigin:[ \t]*(\S+)[ \t]*\r\n/i.exec(bytes?.toString('latin1') ?? '')?.[1];

/** With a single configured origin, only that one can be the caller. */
const onlyOne = (origins: readonly string[]) => (origins.length === 1 ? origins[0] : undefined);
