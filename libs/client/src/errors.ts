import type { ErrorCode } from './codes.js';
import type { components } from './schema.js';

/** RFC 9457 problem details: the body of every error. */
export type Problem = components['schemas']['Problem'];

/** The service answered that it did not fulfil the request. */
export class TributaryError extends Error {
  override readonly name = 'TributaryError';
  /** Stable: branch on this and never on a text. Undefined if a proxy answered, or an OAuth endpoint. */
  readonly code?: ErrorCode;
  readonly status: number;
  readonly requestId?: string;
  readonly problem?: Problem;
  /** Milliseconds after which the same request may succeed, if the service said so. */
  readonly retryAfterMs?: number;

  constructor(response: Response, body: unknown) {
    const problem = isProblem(body) ? body : undefined;
    const oauth = body as { error?: string; error_description?: string } | undefined;
    const said = problem?.detail ?? oauth?.error_description ?? response.statusText;
    super(`${response.status} ${problem?.code ?? oauth?.error ?? ''}: ${said}`.replace(' :', ':'));
    this.status = response.status;
    this.code = problem?.code as ErrorCode | undefined;
    this.problem = problem;
    this.requestId = problem?.request_id ?? response.headers.get('x-request-id') ?? undefined;
    this.retryAfterMs = retryAfterMs(response.headers);
  }

  /** Whether the error has this code: `if (TributaryError.is(error, 'event_conflict')) …` */
  static is<C extends ErrorCode>(error: unknown, code: C): error is TributaryError & { readonly code: C } {
    return error instanceof TributaryError && error.code === code;
  }
}

/** No answer arrived, so it is unknown whether the service fulfilled the request. Ingest is safe to repeat. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && typeof (body as Problem).code === 'string';

/** Retry-After in milliseconds, from seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get('retry-after');
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
