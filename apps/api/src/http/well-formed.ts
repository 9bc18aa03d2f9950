import type { FastifyInstance } from 'fastify';
import { answerProblem, isPercentEncoded, Problem } from '#libs/common';

/**
 * Rejects with a problem what Node's parser would reject without a body or let pass: a request without a host, and a
 * query whose percent-encoding is broken or not UTF-8, which would be read as another text.
 */
export function refuseMalformed(server: FastifyInstance): void {
  // Expectations other than 100-continue may be ignored (RFC 9110, section 10.1.1).
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );

  server.addHook('onRequest', (request, reply, done) => {
    const fault = faultOf(request.raw.httpVersion, request.headers.host, request.url);
    if (fault !== undefined) return answerProblem(new Problem('invalid_request', fault), request, reply);
    if (isPlainlyCoded(request.headers['transfer-encoding'])) return done();
    const detail =
      'Transfer-Encoding may only be chunked: send the body chunked or with its length, and compress it by Content-Encoding.';
    answerProblem(new Problem('not_implemented', detail), request, reply);
  });
}

/** No other coding than `chunked` (RFC 9112, section 6.1) is decoded, so its bytes would be read as the body. */
const isPlainlyCoded = (transferEncoding: string | undefined) =>
  transferEncoding === undefined || transferEncoding.trim().toLowerCase() === 'chunked';

function faultOf(version: string, host: string | undefined, url: string): string | undefined {
  if (host === undefined && version !== '1.0') return 'HTTP/1.1 requests need a Host header.';
  const query = url.indexOf('?');
  if (query === -1 || isPercentEncoded(url.slice(query))) return undefined;
  return 'The query is not percent-encoded UTF-8.';
}
