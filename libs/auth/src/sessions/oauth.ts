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

/** An error of RFC 6749, section 5.2. */
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

/** RFC 6749: form-encoded, or JSON. A parameter that is sent twice is an error. */
export const OAUTH_BODY: BodyFormat = {
  types: { 'application/x-www-form-urlencoded': readForm, ...JSON_BODY.types },
  limit: 65_536,
};

/** A parameter without a value counts as absent (RFC 6749, section 3.2). */
function readForm(bytes: Buffer): Record<string, string> {
  const text = bytes.toString();
  if (!isUtf8(bytes) || !isPercentEncoded(text))
    throw new OAuthError('invalid_request', 'the body is not form-encoded UTF-8');
  const entries = [...new URLSearchParams(text)];
  const form = Object.fromEntries(entries);
  if (Object.keys(form).length !== entries.length)
    throw new OAuthError('invalid_request', 'a parameter is sent twice');
  // RFC 6749, appendix A, allows no control characters, and PostgreSQL cannot store this one.
  if (entries.some(([, value]) => value.includes('\0')))
    throw new OAuthError('invalid_request', 'a parameter has U+0000 in it');
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** The client's credentials, from HTTP Basic or the body, but not both (RFC 6749, section 2.3.1). @throws OAuthError */
export function clientOf(
  { client_id, client_secret }: { client_id?: string; client_secret?: string },
  authorization?: string,
): { id: string; secret: string } {
  const [, credentials] = /^basic(?: +(.*))?$/i.exec(authorization ?? '') ?? [];
  if (!/^basic\b/i.test(authorization ?? '')) {
    if (client_id && client_secret) return { id: client_id, secret: client_secret };
    throw new OAuthError('invalid_client', 'client_id and client_secret are required');
  }
  if (client_secret !== undefined)
    throw new OAuthError('invalid_request', 'send client credentials by HTTP Basic or in the body, not both');
  const decoded = decodedBasic(credentials ?? '');
  // The first colon ends the id; the secret may contain colons (RFC 7617, section 2).
  const colon = decoded.indexOf(':');
  if (colon === -1) throw new OAuthError('invalid_client', 'HTTP Basic has no client id and secret');
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

/** The decoded credentials of HTTP Basic (RFC 7617); empty if they are no single base64 token or no UTF-8. */
function decodedBasic(token: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return '';
  const bytes = Buffer.from(token, 'base64');
  return isUtf8(bytes) ? bytes.toString() : '';
}

/** Id and secret are form-encoded before they become Basic credentials (RFC 6749, section 2.3.1). @throws URIError */
const unform = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

/**
 * Answers errors of the token endpoint in the shape that OAuth clients expect. All other routes answer problem+json.
 */
@Catch()
export class OAuthFilter implements ExceptionFilter {
  private readonly logger = new Logger(OAuthFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body, retryAfter } = toOAuth(error);
    if (status === 500) this.logger.error({ msg: 'OAuth request failed', err: error });
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
  // RFC 6749 has no error code for throttling; HTTP has a status.
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

/** A description must not contain quotes, backslashes or characters beyond ASCII (RFC 6749, section 5.2). */
const bodyOf = (error: OAuthCode, description: string) => ({
  error,
  error_description: description.replaceAll('"', "'").replaceAll(/[^\x20-\x5B\x5D-\x7E]/g, '?'),
});
