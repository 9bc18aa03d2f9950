import { asAdmin } from '../support/servers/database.js';
import type { Sent } from './ledger.js';

/** A 202: the ingestion that it named, and the events that it stands for. */
export interface Accepted {
  readonly tenant: string;
  readonly id: string;
  readonly events: readonly Sent[];
}

/** What became of what was accepted, as the database has it. */
export interface Ends {
  readonly done: number;
  readonly dead: number;
  /** Events that ingestions say they created: each one once, whoever stored it. */
  readonly created: number;
  /** The longest time from a 202 to its end. Seconds. */
  readonly longest: number;
  /** The most tries that one took. */
  readonly tries: number;
  /** Accepted, and not there, or under another tenant. */
  readonly missing: string[];
  /** Accepted, and its result speaks of more or fewer events. */
  readonly miscounted: string[];
}

interface Row {
  readonly tenant: string;
  readonly id: string;
  readonly status: 'queued' | 'processing' | 'done' | 'dead';
  readonly summary: Readonly<Record<string, number>>;
  readonly tries: number;
  readonly seconds: number;
}

/** How many are neither done nor dead. */
export async function openIngestions(adminUrl: string): Promise<number> {
  const [{ open }] = await read<{ open: number }>(
    adminUrl,
    `SELECT count(*)::int AS open FROM ingestions WHERE status NOT IN ('done', 'dead')`,
  );
  return open;
}

/** To be asked when none is open. Those whose 202 was lost on its way are there too. */
export async function endsOf(adminUrl: string, accepted: readonly Accepted[]): Promise<Ends> {
  const rows = await read<Row>(
    adminUrl,
    `SELECT t.key AS tenant, i.id, i.status, i.summary, i.tries, extract(epoch FROM i.finished_at - i.accepted_at)::float8 AS seconds
       FROM ingestions i JOIN tenants t ON t.id = i.tenant_id`,
  );
  const byId = new Map(rows.map((row) => [`${row.tenant}/${row.id}`, row]));
  const most = (of: (row: Row) => number) => rows.reduce((so, row) => Math.max(so, of(row)), 0);
  const names = (which: (row: Row | undefined, each: Accepted) => boolean) =>
    accepted.filter((each) => which(byId.get(nameOf(each)), each)).map(nameOf);
  return {
    done: rows.filter(({ status }) => status === 'done').length,
    dead: rows.filter(({ status }) => status === 'dead').length,
    created: rows.reduce((sum, { summary }) => sum + (summary.created ?? 0), 0),
    longest: most(({ seconds }) => seconds),
    tries: most(({ tries }) => tries),
    missing: names((row) => row === undefined),
    miscounted: names((row, { events }) => row !== undefined && sumOf(row.summary) !== events.length),
  };
}

const nameOf = ({ tenant, id }: Accepted) => `${tenant}/${id}`;
const sumOf = (summary: Row['summary']) => Object.values(summary).reduce((sum, count) => sum + count, 0);

const read = <T extends object>(adminUrl: string, statement: string) =>
  asAdmin(adminUrl, async (admin) => (await admin.query<T>(statement)).rows);
