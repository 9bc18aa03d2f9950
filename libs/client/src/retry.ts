import { type RetryPolicy, Tries } from './backoff.js';
import { ConnectionError, retryAfterMs } from './errors.js';

export type Fetch = (request: Request) => Promise<Response>;

/** Answers after which the same request may succeed. 502 and 504 are a proxy's. */
const PASSING = [408, 429, 500, 502, 503, 504];

/** Refusals that come before anything was done. */
const REFUSED = ['throttled', 'overloaded', 'draining'];

/**
 * The contract's rule: after any 4xx, 5xx or lost connection sending the same bytes again is safe, for reads and for
 * ingest, whose event_uid makes the event itself. Anything else is repeated only where it was refused before it began.
 * @param timeoutMs until the answer begins; then it may take its time
 */
export function retrying(fetch: Fetch, policy: RetryPolicy, timeoutMs: number): Fetch {
  return async (request) => {
    const tries = new Tries(policy, request.signal);
    for (;;) {
      const outcome = await attempt(fetch, request.clone(), request.signal, timeoutMs);
      if (outcome instanceof Response) {
        if (!(await mayPass(request, outcome))) return outcome;
        if (!(await tries.next(retryAfterMs(outcome.headers)))) return outcome;
        await outcome.body?.cancel();
      } else if (!isRepeatable(request) || !(await tries.next())) throw outcome;
    }
  };
}

/**
 * One try. The signal of a copy may be collected while it is waited for (nodejs/undici#3644): so the wait is ended here as
 * well, by the signal of the request itself.
 */
async function attempt(
  fetch: Fetch,
  copy: Request,
  signal: AbortSignal,
  ms: number,
): Promise<Response | ConnectionError> {
  const stop = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), { once: true });
  });
  const timer = setTimeout(() => stop.abort(new Error(`no answer within ${ms} ms`)), ms);
  const passOn = () => stop.abort(signal.reason);
  signal.addEventListener('abort', passOn, { once: true });
  if (signal.aborted) passOn();
  try {
    return await Promise.race([fetch(new Request(copy, { signal: stop.signal })), stopped]);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const why = stop.signal.aborted ? stop.signal.reason : ((cause as Error).cause ?? cause);
    return new ConnectionError(`${copy.method} ${copy.url}: ${(why as Error).message || String(why)}`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function mayPass(request: Request, response: Response): Promise<boolean> {
  if (!PASSING.includes(response.status)) return false;
  if (isRepeatable(request)) return true;
  const { code } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string };
  return REFUSED.includes(code ?? '');
}

/** Reads, and ingest. */
function isRepeatable({ method, url }: Request): boolean {
  return method === 'GET' || (method === 'POST' && /\/v1\/events(\/batch)?$/.test(new URL(url).pathname));
}
