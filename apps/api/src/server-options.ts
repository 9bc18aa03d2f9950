import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const WELL_FORMED = /^[\w.:/+=-]{1,128}$/;

/** Limits of the HTTP server; times in milliseconds. */
export const serverOptions = () => ({
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
  keepAliveTimeout: 72_000,
  http: {
    headersTimeout: 10_000,
    // Bodies have their own clock (readBody), which imports of any length can go on with.
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
  },
});
