import { type RetryPolicy, Tries } from './backoff.js';
import { ConnectionError, retryAfterMs } from './errors.js';

export type Fetch = (request: Request) => Promise<Response>;

/** Statuses after which the same request may succeed. 502 and 504 come from proxies. */
const PASSING = [408, 429, 500, 502, 503, 504];

/** Rejections that happen before anything was done. */
const REFUSED = ['throttled', 'overloaded', 'draining'];

/**
 * The retry rule of the API: after any 4xx, 5xx or lost connection it is safe to send the same bytes again, for reads
 * and for ingest, in which event_uid identifies the event. Other requests are repeated only if they were rejected
 * before they began.
 * @param timeoutMs time until the answer begins; reading it has no limit
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
 * One attempt. The signal of a copied request may be garbage-collected while it is awaited (nodejs/undici#3644), so the
 * wait is also ended here, by the signal of the original request.
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

/** Whether the request may be repeated: reads and ingest. */
function isRepeatable({ method, url }: Request): boolean {
  return method === 'GET' || (method === 'POST' && /\/v1\/events(\/batch)?$/.test(new URL(url).pathname));
}
