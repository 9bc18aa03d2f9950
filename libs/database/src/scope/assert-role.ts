import type { DataSource } from 'typeorm';
import { ConfigError } from '#libs/common';

/** Each rule with a query that returns what breaks it. */
const RULES: readonly [rule: string, query: string][] = [
  [
    'is a superuser or may bypass row level security',
    'SELECT rolname AS what FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)',
  ],
  [
    'owns tables of the schema, or is a member of a role that does',
    `SELECT c.relname AS what FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND pg_has_role(current_user, c.relowner, 'MEMBER')`,
  ],
  [
    'may TRUNCATE, which no policy stops',
    `SELECT c.relname AS what FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND has_table_privilege(c.oid, 'TRUNCATE')`,
  ],
  // FORCE binds the owner, which this role is not. On Citus it is lifted while shards move; `doctor` tells of it.
  [
    'may access tenant-owned tables without forced row level security',
    `SELECT c.relname AS what FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND (c.relforcerowsecurity OR to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL))`,
  ],
];

/**
 * The third line of defence holds only for a role that cannot bypass it. So this is checked at boot, before anything is
 * served.
 * @throws ConfigError that names the broken rule and what to do
 */
export async function assertRoleIsHarmless(source: DataSource): Promise<void> {
  const broken: string[] = [];
  for (const [rule, query] of RULES) {
    const rows: { what: string }[] = await source.query(query);
    if (rows.length) broken.push(`  - it ${rule}: ${rows.map((row) => row.what).join(', ')}`);
  }
  if (broken.length)
    throw new ConfigError(
      `The role of DATABASE_URL could bypass the isolation of tenants:\n${broken.join('\n')}\n` +
        'Give DATABASE_URL a plain role of its own (it is created if missing) and the owner in MIGRATION_DATABASE_URL, then run `npm run migrate`.',
    );
}
