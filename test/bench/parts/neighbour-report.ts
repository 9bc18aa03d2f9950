import type { Neighbours } from './neighbour.js';
import { type Bar, barsOf, table } from '../report.js';

const ALONE = '#8c959f';
const BESIDE = '#0969da';

/** The effect of other tenants on one, as tables. */
export function neighboursAsText(all: Neighbours): string {
  const { runs, hostile, limits_in_redis, queue } = all;
  const answers = (each: Readonly<Record<string, number>>) =>
    Object.entries(each)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ');
  const phases = runs.flatMap(({ run, solo, beside_attacker, solo_again, attacker, limit }) =>
    [
      ['victim alone', solo, ''] as const,
      ['victim beside the attacker', beside_attacker, ''] as const,
      ['victim alone again', solo_again, ''] as const,
      ['attacker', attacker, `${limit.admitted} of ${limit.allowed} (${limit.error_percent} %)`] as const,
    ].map(([who, phase, admitted]) => [
      `${run}: ${who}`,
      String(phase.p50_ms),
      String(phase.p99_ms),
      answers(phase.answers),
      admitted,
    ]),
  );
  const waits = [{ attackers: 0, ...queue.alone }, ...queue.beside];
  const stored = `${(100 * all.victim_stored_share).toFixed(1)} %`;
  return [
    `${all.what}. The victim's p99, median of the runs: ${all.p99_alone_ms} ms alone, ${all.p99_beside_ms} ms beside (wanted ≤ ${all.p99_wanted_ms}); of what it sent, at least ${stored} was stored.`,
    table([['run', 'p50 ms', 'p99 ms', 'answers', 'admitted of allowed (error)'], ...phases]),
    hostileAsText(hostile, answers),
    'Limits that processes share in Redis, the tenant asking for ten times its own:',
    table([
      ['processes', 'admitted', 'allowed', 'error %', 'decided alone'],
      ...limits_in_redis.map((each) =>
        [each.processes, each.admitted, each.allowed, each.error_percent, each.decided_alone].map(String),
      ),
    ]),
    `From a 202 to its end, ${queue.what} (wanted: p99 ≤ ${queue.p99_wanted_ms} ms beside one attacker):`,
    table([
      ['tenants with a backlog', 'p50 ms', 'p99 ms', 'ingestions'],
      ...waits.map(({ attackers, p50_ms, p99_ms, ingestions }) =>
        [attackers, p50_ms, p99_ms, ingestions].map(String),
      ),
    ]),
  ].join('\n\n');
}

function hostileAsText(
  { what, runs, p99_alone_ms, p99_beside_ms, p99_wanted_ms, victim_stored_share }: Neighbours['hostile'],
  answers: (each: Readonly<Record<string, number>>) => string,
): string {
  const rows = runs.flatMap(({ run, alone, beside, attacker }) =>
    Object.entries({
      'victim alone': alone,
      'victim beside the hostile tenant': beside,
      'hostile tenant': attacker,
    }).map(([who, { p50_ms, p99_ms, answers: given }]) => [
      `${run}: ${who}`,
      String(p50_ms),
      String(p99_ms),
      answers(given),
    ]),
  );
  return [
    `${what}. The victim's p99, median of the runs: ${p99_alone_ms} ms alone, ${p99_beside_ms} ms beside (wanted ≤ ${p99_wanted_ms}); of what it sent, at least ${(100 * victim_stored_share).toFixed(1)} % was stored.`,
    table([['run', 'p50 ms', 'p99 ms', 'answers'], ...rows]),
  ].join('\n\n');
}

/** The victim's p99, alternately alone and next to others. */
export function neighboursAsSvg({ runs, queue }: Neighbours, caption: string): string {
  const bars = runs.flatMap(({ run, solo, beside_attacker, solo_again }): Bar[] => [
    { name: `answer, alone (run ${run})`, colour: ALONE, value: solo.p99_ms },
    { name: `answer, beside an attacker (run ${run})`, colour: BESIDE, value: beside_attacker.p99_ms },
    { name: `answer, alone again (run ${run})`, colour: ALONE, value: solo_again.p99_ms },
  ]);
  const waits = queue.beside.map(({ attackers, p99_ms }): Bar => {
    const whose = attackers === 1 ? 'a backlog' : `the backlog of ${attackers}`;
    return { name: `queue, beside ${whose}`, colour: BESIDE, value: p99_ms };
  });
  const wait = { name: 'queue, alone', colour: ALONE, value: queue.alone.p99_ms };
  return barsOf('p99 of a tenant beside others, milliseconds', [...bars, wait, ...waits], caption);
}
