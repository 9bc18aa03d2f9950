import { Client } from 'pg';
import { postgresAddress } from '#libs/common';
import { readCitusCatalog } from './catalog.js';
import { planDistribution } from './distribution-plan.js';

export interface CitusFault {
  readonly detail: string;
  readonly advice: string;
}

export interface CitusReport {
  /** Such as `13.2-1`. */
  readonly version: string;
  readonly workers: number;
  readonly faults: readonly CitusFault[];
}

/** A query that each worker answers as the service's role: `true` if it is healthy. */
type Question = readonly [question: string, fault: string, advice: string];

const questionsOf = (leftOverMs: number): readonly Question[] => [
  [
    `SELECT count(*) = 3 AND bool_and(NOT rolsuper AND NOT rolbypassrls AND NOT rolcanlogin) FROM pg_roles WHERE rolname IN ('tributary_service', 'tributary_lookup', 'tributary_eraser')`,
    'lacks a role of the service, or has it with more rights than the coordinator',
    'Make its roles those of the coordinator: take it out by citus_remove_node, put the roles right, and add it again.',
  ],
  [
    `SELECT NOT rolsuper AND NOT rolbypassrls AND pg_has_role('tributary_service', 'MEMBER') FROM pg_roles WHERE rolname = current_user`,
    'gives the login role of the service other rights than the coordinator',
    'Make it a plain member of tributary_service there. A superuser, or a role with BYPASSRLS, sees the rows of all tenants.',
  ],
  [
    `SELECT count(*) = 0 FROM pg_prepared_xacts WHERE database = current_database() AND gid LIKE 'citus\\_%' AND prepared <= now() - ${leftOverMs} * interval '1 millisecond'`,
    `has prepared transactions that are older than ${leftOverMs / 1000} seconds`,
    'They hold locks. SELECT recover_prepared_transactions() on the coordinator, as a superuser. What it leaves is of no coordinator: ROLLBACK PREPARED there.',
  ],
];

/** Citus itself finishes or rolls back prepared transactions every minute. Those that are older are left over. Milliseconds. */
const LEFT_OVER_MS = 300_000;

/**
 * Checks Citus as the service's role and changes nothing.
 * @param leftOverMs age from which a prepared transaction is reported
 * @returns undefined if the database has no Citus
 */
export async function inspectCitus(url: string, leftOverMs = LEFT_OVER_MS): Promise<CitusReport | undefined> {
  const { url: connectionString, ssl } = postgresAddress(url);
  const client = new Client({ connectionString, ssl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const catalog = await readCitusCatalog(client);
    const { version } = catalog;
    if (!version) return undefined;
    const left = catalog.dropped.length ? ['foreign keys are missing'] : planDistribution(catalog, 1).map(({ what }) => what); // prettier-ignore
    const faults: CitusFault[] = left.length
      ? [
          {
            detail: `${left.length} steps are left: ${left[0]} …`,
            advice: '`npm run cli -- distribute` takes them.',
          },
        ]
      : [];
    const [{ workers, inactive, unplaced, unforced, propagates }] = (await client.query(STATE)).rows;
    if (!propagates)
      faults.push({ detail: 'citus.propagate_set_commands is not local for this role: no row is seen', advice: '`npm run migrate` sets it.' }); // prettier-ignore
    if (inactive)
      faults.push({ detail: `${inactive} nodes are not active`, advice: 'SELECT citus_activate_node(host, port).' }); // prettier-ignore
    if (unplaced)
      faults.push({ detail: `${unplaced} shards have no placement`, advice: 'Restore them from a backup.' });
    if (unforced)
      faults.push({ detail: `FORCE ROW LEVEL SECURITY is lifted from ${unforced} tables`, advice: 'While shards move that is so; `npm run cli -- rebalance` sets it again.' }); // prettier-ignore
    for (const [question, detail, advice] of questionsOf(leftOverMs))
      for (const { node, success, result } of await askWorkers(client, question))
        if (!success)
          faults.push({ detail: `${node} does not answer: ${result}`, advice: 'Start it, or see why the coordinator cannot log in there as this role.' }); // prettier-ignore
        else if (result !== 't') faults.push({ detail: `${node} ${detail}`, advice });
    return { version, workers, faults: distinct(faults) };
  } finally {
    await client.end();
  }
}

const STATE = `
SELECT count(*) FILTER (WHERE groupid <> 0 AND noderole = 'primary')::int AS workers, count(*) FILTER (WHERE NOT isactive)::int AS inactive,
       (SELECT count(*)::int FROM pg_dist_shard s WHERE NOT EXISTS (SELECT FROM pg_dist_placement p WHERE p.shardid = s.shardid AND p.shardstate = 1)) AS unplaced,
       (SELECT count(*)::int FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relforcerowsecurity) AS unforced,
       current_setting('citus.propagate_set_commands') = 'local' AS propagates
  FROM pg_dist_node`;

interface Said {
  readonly node: string;
  readonly success: boolean;
  readonly result: string;
}

async function askWorkers(client: Client, question: string): Promise<Said[]> {
  const { rows } = await client.query(
    `SELECT nodename || ':' || nodeport AS node, success, result FROM run_command_on_workers($1)`,
    [question],
  );
  return rows;
}

const distinct = (faults: readonly CitusFault[]) => [
  ...new Map(faults.map((fault) => [fault.detail, fault])).values(),
];
