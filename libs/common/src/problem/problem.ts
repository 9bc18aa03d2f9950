import { PROBLEMS, type ProblemCode } from './codes.js';

/**
 * One fault of the input. `pointer` is an RFC 6901 pointer into the request body; `parameter` names a query parameter
 * instead.
 */
export interface InputFault {
  readonly pointer: string;
  readonly parameter?: string;
  readonly code: ProblemCode;
  readonly detail: string;
}

export interface ProblemOptions {
  readonly errors?: readonly InputFault[];
  /** Seconds after which the same request may succeed; sent as Retry-After. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document (RFC 9457, section 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** For the log; never sent. */
  readonly cause?: unknown;
}

/** The one error that becomes an answer. Any code may throw it; only ProblemFilter turns it into HTTP. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors?: readonly InputFault[];
  readonly retryAfter?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    options: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`, { cause: options.cause });
    [this.status, this.title] = PROBLEMS[code];
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
    this.headers = options.headers ?? {};
    this.extensions = options.extensions;
  }

  /** Input faults as one problem. Its code is that of the first fault. */
  static ofInput(errors: readonly InputFault[]): Problem {
    const [first] = errors;
    return new Problem(first.code, first.detail, { errors });
  }

  /** @param error RFC 6750's code, if a credential was sent. The scheme must always be followed by a parameter */
  static unauthenticated(detail: string, error?: 'invalid_token'): Problem {
    const challenge = error ? `Bearer error="${error}"` : 'Bearer realm="tributary"';
    return new Problem('unauthenticated', detail, { headers: { 'www-authenticate': challenge } });
  }

  /** The 404 of every resource. The text is the same for a missing one and for one of another tenant. */
  static notFound(): Problem {
    return new Problem('not_found', 'The resource does not exist, or you may not see it.');
  }
}

/** RFC 9457 document of a problem. `type` is a URN, so that it needs no host. */
export function toDocument(problem: Problem, requestId: string, instance: string) {
  return {
    type: `urn:tributary:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance,
    code: problem.code,
    request_id: requestId,
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...problem.extensions,
  };
}
