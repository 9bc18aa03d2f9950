import { isUtf8 } from 'node:buffer';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type BodyFormat, isPercentEncoded, JSON_BODY, toProblem } from '#libs/common';

type OAuthCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'invalid_client'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'
  | 'temporarily_unavailable'
  | 'server_error';

/** A failure in the words of RFC 6749, section 5.2. */
export class OAuthError extends Error {
  constructor(
    readonly error: OAuthCode,
    readonly description: string,
    readonly status = error === 'invalid_client' ? 401 : 400,
    /** Seconds. */
    readonly retryAfter?: number,
  ) {
    super(description);
  }
}

/** RFC 6749: form-encoded; a parameter given twice is an error. */
export const OAUTH_BODY: BodyFormat = {
  types: { 'application/x-www-form-urlencoded': readForm, ...JSON_BODY.types },
  limit: 65_536,
};

/** A parameter without a value counts as left out (RFC 6749, section 3.2). */
function readForm(bytes: Buffer): Record<string, string> {
  const text = bytes.toString();
  if (!isUtf8(bytes) || !isPercentEncoded(text))
    throw new OAuthError('invalid_request', 'the body is not form-encoded UTF-8');
  const entries = [...new URLSearchParams(text)];
  const form = Object.fromEntries(entries);
  if (Object.keys(form).length !== entries.length)
    throw new OAuthError('invalid_request', 'a parameter is given twice');
  // RFC 6749, appendix A, allows no control characters; PostgreSQL could not hold this one.
  if (entries.some(([, value]) => value.includes('\0')))
    throw new OAuthError('invalid_request', 'a parameter has U+0000 in it');
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** Who the client says it is: by HTTP Basic or in the body, not both (RFC 6749, section 2.3.1). @throws OAuthError */
export function clientOf(
  { client_id, client_secret }: { client_id?: string; client_secret?: string },
  authorization?: string,
): { id: string; secret: string } {
  const [, credentials] = /^basic(?: +(.*))?$/i.exec(authorization ?? '') ?? [];
  if (!/^basic\b/i.test(authorization ?? '')) {
    if (client_id && client_secret) return { id: client_id, secret: client_secret };
    throw new OAuthError('invalid_client', 'client_id and client_secret are required');
  }
  if (client_secret !== undefined) throw new OAuthError('invalid_request', 'the client authenticates twice');
  const decoded = decodedBasic(credentials ?? '');
  // The first colon ends the id; a secret may have others (RFC 7617, section 2).
  const colon = decoded.indexOf(':');
  if (colon === -1) throw new OAuthError('invalid_client', 'HTTP Basic has no id and secret');
  try {
    const client = { id: unform(decoded.slice(0, colon)), secret: unform(decoded.slice(colon + 1)) };
    if (/\0/.test(client.id + client.secret))
      throw new OAuthError('invalid_client', 'HTTP Basic has U+0000 in it');
    if (client_id === undefined || client_id === client.id) return client;
    throw new OAuthError('invalid_request', 'client_id and HTTP Basic name different clients');
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    throw new OAuthError('invalid_client', 'HTTP Basic is not form-encoded');
  }
}

/** Text of RFC 7617's token; empty where it is not one token of base64, or no UTF-8. */
function decodedBasic(token: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return '';
  const bytes = Buffer.from(token, 'base64');
  return isUtf8(bytes) ? bytes.toString() : '';
}

/** Both are form-encoded before they become Basic (RFC 6749, section 2.3.1). @throws URIError */
const unform = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

/** The token endpoint's own error shape, which OAuth clients rely on; everything else answers problem+json. */
@Catch()
export class OAuthFilter implements ExceptionFilter {
  private readonly logger = new Logger(OAuthFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body, retryAfter } = toOAuth(error);
    if (status === 500) this.logger.error({ msg: 'token endpoint failed', err: error });
    if (retryAfter) reply.header('retry-after', String(retryAfter));
    if (status === 401) reply.header('www-authenticate', 'Basic realm="tributary"');
    reply.code(status).header('cache-control', 'no-store').send(body);
  }
}

function toOAuth(error: unknown): { status: number; body: object; retryAfter?: number } {
  if (error instanceof OAuthError) {
    const { status, retryAfter } = error;
    return { status, body: bodyOf(error.error, error.description), retryAfter };
  }
  const problem = toProblem(error);
  // Slowed down; RFC 6749 has no word for it, HTTP has.
  if (problem.code === 'throttled') {
    const { detail, retryAfter } = problem;
    return {
      status: 429,
      body: bodyOf('temporarily_unavailable', detail),
      retryAfter: Math.ceil(retryAfter!),
    };
  }
  if (problem.status < 500) return { status: 400, body: bodyOf('invalid_request', problem.detail) };
  const code = problem.status === 503 ? 'temporarily_unavailable' : 'server_error';
  return { status: problem.status, body: bodyOf(code, problem.detail), retryAfter: problem.retryAfter };
}

/** A description has neither quotes nor backslashes nor anything beyond ASCII (RFC 6749, section 5.2). */
const bodyOf = (error: OAuthCode, description: string) => ({
  error,
  error_description: description.replaceAll('"', "'").replaceAll(/[^\x20-\x5B\x5D-\x7E]/g, '?'),
});
