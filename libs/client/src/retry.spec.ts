import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pauseMs, DEFAULT_RETRY } from './backoff.js';
import { ConnectionError, retryAfterMs, TributaryError } from './errors.js';
import { type Fetch, retrying } from './retry.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const POLICY = { ...DEFAULT_RETRY, attempts: 4, baseMs: 1 };
const at = (path: string, method = 'POST') =>
  new Request(`http://tributary.test${path}`, {
    method,
    ...(method === 'POST' ? { body: 'the bytes' } : {}),
  });
const problem = (status: number, code: string, headers = {}) =>
  new Response(JSON.stringify({ code, detail: 'd' }), { status, headers });

/** Plays the answers in turn and notes the bodies it was sent. */
function play(...answers: (Response | 'lost' | 'silent')[]): Fetch & { bodies: string[] } {
  const bodies: string[] = [];
  const fetch = async (request: Request) => {
    bodies.push(await request.text());
    const answer = answers.shift()!;
    if (answer === 'lost') throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
    if (answer !== 'silent') return answer;
    return new Promise<Response>((_, reject) =>
      request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)),
    );
  };
  return Object.assign(fetch, { bodies });
}

describe('retry by the contract', () => {
  it.each([408, 429, 500, 502, 503, 504])('sends the same bytes again after %d', async (status) => {
    const fetch = play(problem(status, 'x'), 'lost', new Response('stored', { status: 201 }));
    const answer = await retrying(fetch, POLICY, 1000)(at('/v1/events/batch'));
    expect([answer.status, fetch.bodies]).toEqual([201, Array(3).fill('the bytes')]);
  });

  it.each([400, 401, 403, 404, 409, 412, 413, 415, 422])('takes %d for an answer', async (status) => {
    const fetch = play(problem(status, 'x'));
    expect((await retrying(fetch, POLICY, 1000)(at('/v1/events'))).status).toBe(status);
  });

  it('gives up after its tries with the last answer, or the loss of it', async () => {
    const away = play(...Array.from({ length: 9 }, () => problem(503, 'database_unavailable')));
    expect((await retrying(away, POLICY, 1000)(at('/v1/events'))).status).toBe(503);
    expect(away.bodies).toHaveLength(4);
    const lost = play(...Array<'lost'>(9).fill('lost'));
    const gone = retrying(lost, POLICY, 1000)(at('/v1/events'));
    await expect(gone).rejects.toThrow(ConnectionError);
    await expect(gone).rejects.toThrow(/ECONNRESET/);
  });

  it('never repeats what is not safe to repeat, unless it was refused before it began', async () => {
    const unknown = play('lost', new Response());
    await expect(retrying(unknown, POLICY, 1000)(at('/v1/tokens'))).rejects.toThrow(ConnectionError);
    const perhaps = play(problem(503, 'database_unavailable'), new Response());
    expect((await retrying(perhaps, POLICY, 1000)(at('/v1/tokens'))).status).toBe(503);
    const refused = play(problem(503, 'draining'), problem(429, 'throttled'), new Response());
    expect((await retrying(refused, POLICY, 1000)(at('/v1/tokens'))).status).toBe(200);
    const read = play('lost', new Response());
    expect((await retrying(read, POLICY, 1000)(at('/v1/tokens', 'GET'))).status).toBe(200);
  });

  it('waits no longer than its time for an answer, and tries again', async () => {
    const fetch = play('silent', new Response());
    expect((await retrying(fetch, POLICY, 30)(at('/v1/events'))).status).toBe(200);
  });

  it('does so whatever is collected meanwhile, and stops when its caller does', async () => {
    setTimeout(collect, 20);
    const fetch = play('silent', new Response());
    expect((await retrying(fetch, POLICY, 100)(at('/v1/events'))).status).toBe(200);
    const stop = new AbortController();
    const request = new Request(at('/v1/events'), { signal: stop.signal });
    const pending = retrying(play('silent'), POLICY, 60_000)(request);
    setTimeout(collect, 20);
    setTimeout(() => stop.abort(new Error('enough')), 100);
    await expect(pending).rejects.toThrow('enough');
  });

  it('waits as long as Retry-After says, and gives up at once where that is beyond its patience', async () => {
    const begun = Date.now();
    const fetch = play(problem(429, 'throttled', { 'retry-after': '1' }), new Response());
    expect((await retrying(fetch, POLICY, 1000)(at('/v1/events'))).status).toBe(200);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(995);
    const far = play(problem(429, 'throttled', { 'retry-after': '3600' }));
    expect((await retrying(far, POLICY, 1000)(at('/v1/events'))).status).toBe(429);
  });

  it('spreads its pauses: full jitter below a bound that doubles, or beyond Retry-After', () => {
    const bounds = [1, 2, 3, 9].map((n) => pauseMs({ ...DEFAULT_RETRY, random: () => 1 }, n));
    expect(bounds).toEqual([200, 400, 800, 10_000]);
    expect(pauseMs({ ...DEFAULT_RETRY, random: () => 0 }, 3)).toBe(0);
    expect(pauseMs({ ...DEFAULT_RETRY, random: () => 0.5 }, 3, 4000)).toBe(4100);
  });

  it('stops when its caller does', async () => {
    const stop = new AbortController();
    const request = new Request(at('/v1/events'), { signal: stop.signal });
    const pending = retrying(play('silent'), POLICY, 60_000)(request);
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(pending).rejects.toThrow('enough');
  });

  it('reads Retry-After as seconds or as a date', () => {
    const of = (value: string) =>
      retryAfterMs(new Headers({ 'retry-after': value }), Date.parse('2026-01-01T00:00:00Z'));
    expect([of('2'), of('Thu, 01 Jan 2026 00:00:05 GMT'), of('soon')]).toEqual([2000, 5000, undefined]);
    expect(new TributaryError(problem(429, 'throttled', { 'retry-after': '2' }), {}).retryAfterMs).toBe(2000);
  });
});
