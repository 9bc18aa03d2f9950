import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CitusCatalog, DELEGATED_FUNCTIONS, distributedTables } from '#libs/database';
import type { Client } from 'pg';

/** Settings of the test server's log: whose statement, and in which database. */
export const LOG_SETTINGS = { log_line_prefix: '%u@%d ' };

/** Statements that the service's role sent to a database, each once, from the server's log. */
export function sentTo(database: string): string[] {
  const log = readFileSync(join(process.env.TEST_DATA_DIR!, 'postgres', 'server.log'), 'utf8');
  const start = `tributary_app@${database} LOG:  `;
  const entries = log.split(/\n(?!\t)/).filter((entry) => entry.startsWith(start));
  const texts = entries.map((entry) => /^(?:statement|execute [^:]+): ([^]*)$/.exec(entry.slice(start.length))?.[1]);
  return [...new Set(texts.filter((text) => text !== undefined && PLANNED.test(text)) as string[])];
} // prettier-ignore

/** The service's role may not TRUNCATE; other statements reach no rows. */
const PLANNED = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH)\b/i;

/** What is read of a node of a plan in JSON. */
interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Operation?: string;
  readonly Output?: readonly string[];
  readonly 'Parent Relationship'?: string;
  readonly Plans?: readonly Node[];
  readonly [condition: string]: unknown;
}

const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Filter', 'TID Cond'];
const GIVEN = String.raw`(?:\(?\$\d+\)?(?:::bigint)?|'?\d+'?(?:::bigint)?)`;
/** The tenant is given, or is that of a row that the plan has found before; that row's own scan is judged as well. */
const NAMES = new RegExp(String.raw`\btenant_id = (?:${GIVEN}|\w+\.tenant_id)(?=[) ]|$)`);
const UNNAMED = /^"\*SELECT\*"\."?(?:int8|\?column\?)"?$/;
const STORES = new RegExp(String.raw`^(?:${GIVEN}|.*\btenant_id|"\*VALUES\*"\.column\d+)$`);

/**
 * Finds statements that reach rows of tenants without naming the tenant: Citus would send them to every worker. It asks
 * the planner of PostgreSQL, which carries a given tenant from one table to the tables that are joined by it. So each
 * scan of a tenant's table must have the tenant among its conditions.
 * @param admin a superuser, for whom no policy adds a condition
 * @returns what is wrong, statement by statement
 */
export async function withoutTenant(admin: Client, catalog: CitusCatalog, texts: readonly string[]): Promise<string[]> {
  const tables = distributedTables(catalog);
  const columns = await columnsOfTenant(admin);
  const named = new RegExp(`\\b(?:${tables.join('|')})\\b`);
  const delegated = DELEGATED_FUNCTIONS.map((signature) => signature.replace(/\(.*/, ''));
  const hidden = (await functionsOver(admin, tables)).filter((name) => !delegated.includes(name));
  const found: string[] = [];
  for (const text of texts) {
    const wrongs = [
      ...hidden.filter((name) => text.includes(`${name}(`)).map((name) => `calls ${name}`),
      ...delegated.filter((name) => text.includes(`${name}(`) && !text.includes(`${name}($1`)).map((name) => `calls ${name} without a tenant`),
    ];
    if (named.test(text)) wrongs.push(...judge(await planOf(admin, text), tables, columns));
    if (wrongs.length) found.push(`${[...new Set(wrongs)].join(', ')}: ${text}`);
  }
  return found;
} // prettier-ignore

async function planOf(admin: Client, text: string): Promise<Node> {
  const { rows } = await admin.query(`EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${text}`);
  return rows[0]['QUERY PLAN'][0].Plan;
}

function judge(node: Node, tables: readonly string[], columns: ReadonlyMap<string, number>): string[] {
  const wrongs = (node.Plans ?? []).flatMap((each) => judge(each, tables, columns));
  const table = node['Relation Name'];
  if (!table || !tables.includes(table)) return wrongs;
  if (node.Operation === 'Insert') {
    if (!stores(outer(node), columns.get(table)! - 1)) wrongs.push(`inserts into ${table}`);
  } else if (node['Node Type'].endsWith('Scan')) {
    const conditions = CONDITIONS.map((name) => node[name] ?? '').join(' ');
    if (!NAMES.test(conditions)) wrongs.push(`reads ${table}`);
  }
  return wrongs;
}

const outer = (node?: Node) => node?.Plans?.find((each) => each['Parent Relationship'] !== 'InitPlan');

/** Whether the tenant of the rows is given. A query that sorts its rows is a plan below, whose first column is the tenant. */
function stores(source: Node | undefined, column: number): boolean {
  const value = source?.Output?.[column] ?? '';
  return STORES.test(value) || (UNNAMED.test(value) && STORES.test(outer(source)?.Output?.[0] ?? ''));
}

async function columnsOfTenant(admin: Client): Promise<Map<string, number>> {
  const { rows } = await admin.query<{ name: string; number: number }>(
    `SELECT c.relname AS name, a.attnum AS number FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`,
  );
  return new Map(rows.map(({ name, number }) => [name, number]));
}

/** Functions of the schema that read or write these tables. Their own statements are not in the log. */
async function functionsOver(admin: Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc ~* $1`,
    [`\\m(?:from|join|into|update)\\s+(?:${tables.join('|')})\\M`],
  );
  return rows.map(({ name }) => name);
}
