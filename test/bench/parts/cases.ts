import type { Bed } from '../bed.js';
import type { Job } from '../loads/job.js';
import type { ServerKind } from '../loads/server.js';

/** One case, measured in rounds that alternate with the others. */
export interface Case {
  readonly name: string;
  readonly group: string;
  readonly by: 'copy' | 'statement' | ServerKind;
  readonly clients: number;
  readonly batch: number;
  readonly requests: number;
  readonly tenants: number;
  readonly duplicates: number;
  /** Whether it is part of `--quick`. */
  readonly quick?: boolean;
}

const BY = {
  copy: 'raw COPY',
  statement: 'raw statement',
  ours: 'Tributary',
  bare: 'no database',
  naive: 'naive Nest',
};
const TENANTS = 4;

function one(
  group: string,
  by: Case['by'],
  clients: number,
  batch: number,
  requests: number,
  more: Partial<Case> = {},
) {
  const { tenants = TENANTS, duplicates = 0, quick } = more;
  const of = batch === 1 ? 'single events' : `batches of ${batch}`;
  const extra = `${tenants === TENANTS ? '' : `, ${tenants} tenants`}${duplicates ? `, ${duplicates * 100} % duplicates` : ''}`;
  const name = `${BY[by]}, ${of}, ${clients} ${clients === 1 ? 'client' : 'clients'}${extra}`;
  return { name, group, by, clients, batch, requests, tenants, duplicates, quick };
}

const quick = { quick: true };
/** Requests of a thousand events each; more for the number of clients from which the ratios are computed. */
const thousands = (clients: number) => (clients === 4 ? 160 : 80);

export const CASES: readonly Case[] = [
  ...[1, 2, 4].map((n) => one('floor', 'copy', n, 1000, thousands(n), n === 4 ? quick : {})),
  ...[1, 2, 4].map((n) => one('floor', 'statement', n, 1000, thousands(n), n === 4 ? quick : {})),
  one('floor', 'statement', 4, 1, 3000),
  ...[1, 4, 16, 64].map((n) => one('batches', 'ours', n, 1000, thousands(n), n === 4 ? quick : {})),
  ...[1, 4, 16, 64].map((n) => one('batches', 'ours', n, 100, 400)),
  ...[1, 4, 16, 64].map((n) => one('batches', 'ours', n, 10, n === 1 ? 500 : 1600)),
  ...[1, 4, 16, 64].map((n) => one('single', 'ours', n, 1, n < 16 ? n * 500 : 5000, n === 64 ? quick : {})),
  ...[1, 64].map((n) => one('single', 'bare', n, 1, n === 1 ? 1500 : 8000, n === 64 ? quick : {})),
  one('batches', 'bare', 4, 1000, 120, quick),
  one('single', 'naive', 64, 1, 2000, quick),
  one('batches', 'naive', 4, 1000, 4),
  ...[0.5, 1].map((duplicates) => one('duplicates', 'ours', 4, 1000, 60, { duplicates })),
  ...[1, 10, 1000].map((tenants) => one('tenants', 'ours', 16, 100, 400, { tenants })),
  ...[1, 1000].map((tenants) => one('tenants', 'ours', 64, 1, 2500, { tenants })),
];

export function jobOf({ by, clients, batch, requests, duplicates, tenants }: Case, bed: Bed): Job {
  const used = bed.tenants.slice(0, tenants);
  if (by === 'copy' || by === 'statement')
    return {
      kind: by,
      // COPY is not allowed under row level security, so only the superuser can measure it.
      url: by === 'copy' ? bed.postgres.adminUrl : bed.postgres.appUrl,
      tenants: used.map(({ id }) => id),
      devices: used.map(({ devices }) => devices),
      clients,
      requests,
      batch,
    };
  const url = bed.urls[by];
  const tokens = used.map(({ token }) => token);
  return { kind: 'http', url, tokens, clients, requests, batch, duplicates };
}
