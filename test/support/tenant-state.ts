import { asAdmin } from './servers/as-admin.js';

/** Times that a tenant's own requests change, and some only later. */
const BOOKKEEPING = ['last_used_at', 'last_seen_at'];

/** How the rows of a table belong to a tenant, by the first of these columns that the table has. */
const OWNERS = ['tenant_id', 'tenant_key', 'user_id'] as const;

/**
 * All rows of a tenant and of its members, by table. The tables come from the catalog, so that none is forgotten.
 * Compare it before and after to see what others changed.
 */
export const tenantState = (adminUrl: string, key: string): Promise<Record<string, string[]>> =>
  asAdmin(adminUrl, async (client) => {
    const rows = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows;
    const [{ id }] = await rows('SELECT id FROM tenants WHERE key = $1', [key]);
    const members = await rows('SELECT user_id FROM memberships WHERE tenant_id = $1', [id]);
    const people = members.map(({ user_id }) => user_id as string);
    const owners = { tenant_id: [id], tenant_key: [key], user_id: people };
    const parts: [table: string, column: string, owners: string[]][] = [
      ['tenants', 'id', [id]],
      ['users', 'id', people],
    ];
    for (const { name, columns } of await rows(TABLES)) {
      const column = OWNERS.find((each) => columns.includes(each));
      if (column) parts.push([name, column, owners[column]]);
    }
    const state: Record<string, string[]> = {};
    for (const [table, column, values] of parts) {
      const found = await rows(
        `SELECT (to_jsonb(t) - $2::text[])::text AS row FROM ${table} t WHERE ${column}::text = ANY ($1)`,
        [values, BOOKKEEPING],
      );
      state[table] = found.map(({ row }) => row as string).sort();
    }
    return state;
  });

const TABLES = `SELECT format('%I.%I', n.nspname, c.relname) AS name, array_agg(a.attname::text) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
 GROUP BY 1 ORDER BY 1`;
