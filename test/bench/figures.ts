import type { Measured } from './bed.js';
import type { Case } from './parts/cases.js';

/** A case over all its rounds: the median of each figure, and the spread of the throughput. */
export interface Figures {
  readonly name: string;
  readonly group: string;
  readonly by: Case['by'];
  readonly clients: number;
  readonly batch: number;
  readonly tenants: number;
  readonly duplicates: number;
  readonly events_per_second: number;
  readonly lowest: number;
  readonly highest: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** CPU time per event. Microseconds. */
  readonly cpu_us: { readonly server: number | null; readonly postgres: number; readonly load: number };
  readonly server_rss_mib: number | null;
  /** Number of answers by status, over all rounds. */
  readonly answers: Readonly<Record<string, number>>;
}

export function figuresOf(each: Case, rounds: readonly Measured[]): Figures {
  const { name, group, by, clients, batch, tenants, duplicates } = each;
  const rates = rounds.map(({ events, seconds }) => events / seconds);
  const cost = (seconds: (round: Measured) => number) =>
    round2((median(rounds.map((round) => seconds(round) / round.events)) || 0) * 1e6);
  const answers: Record<string, number> = {};
  for (const { statuses } of rounds)
    for (const [status, count] of Object.entries(statuses)) answers[status] = (answers[status] ?? 0) + count;
  const served = rounds[0].cpuServer !== null;
  return {
    name,
    group,
    by,
    clients,
    batch,
    tenants,
    duplicates,
    events_per_second: Math.round(median(rates)),
    lowest: Math.round(Math.min(...rates)),
    highest: Math.round(Math.max(...rates)),
    p50_ms: round2(median(rounds.map(({ p50 }) => p50))),
    p99_ms: round2(median(rounds.map(({ p99 }) => p99))),
    cpu_us: {
      server: served ? cost(({ cpuServer }) => cpuServer!) : null,
      postgres: cost(({ cpuPostgres }) => cpuPostgres),
      load: cost(({ cpu }) => cpu),
    },
    server_rss_mib: served ? Math.round(median(rounds.map(({ rss }) => rss!))) : null,
    answers,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const round2 = (value: number) => Math.round(value * 100) / 100;

/** A ratio of two cases of the same run, and its expected minimum. */
export interface Ratio {
  readonly what: string;
  readonly ratio: number;
  readonly wanted?: number;
}

export function ratiosOf(figures: readonly Figures[]): Ratio[] {
  const best = (by: Case['by'], batch: number, clients?: number) =>
    figures
      .filter(
        (each) =>
          each.by === by &&
          each.batch === batch &&
          !each.duplicates &&
          (!clients || each.clients === clients),
      )
      .reduce((most, each) => Math.max(most, each.events_per_second), 0);
  const of = (what: string, above: number, below: number, wanted?: number): Ratio[] =>
    above && below ? [{ what, ratio: round2(above / below), wanted }] : [];
  return [
    ...of('batches of 1,000 over HTTP : the same statement raw, 4 connections each', best('ours', 1000, 4), best('statement', 1000, 4), 0.8),
    ...of('batches of 1,000 over HTTP : raw COPY, 4 connections each', best('ours', 1000, 4), best('copy', 1000, 4)),
    ...of('batches of 1,000 over HTTP : 10,000 events/s', best('ours', 1000), 10_000, 1),
    ...of('single events, 64 clients : the same server without a database', best('ours', 1, 64), best('bare', 1, 64), 0.5),
    ...of('single events, 64 clients : naive Nest', best('ours', 1, 64), best('naive', 1, 64)),
    ...of('batches of 1,000, 4 clients : naive Nest', best('ours', 1000, 4), best('naive', 1000, 4)),
  ]; // prettier-ignore
}
