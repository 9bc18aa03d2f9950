import { readdirSync, readFileSync } from 'node:fs';
import { type CatalogRule, catalogOfTest, testRules } from './catalog-rules.js';

/** Tables of the platform: they have no tenant, and policies of their own. `migrations` is TypeORM's, read only. */
const PLATFORM_TABLES = [
  'erasures',
  'tenants',
  'users',
  'refresh_tokens',
  'revoked_tokens',
  'service_clients',
  'password_resets',
  'signing_keys',
  'cursor_keys',
  'login_marks',
  'changes',
  'queue_marks',
  'erasure_people',
  'migrations',
];
/** Tenant-owned tables that only SQL writes. */
const WITHOUT_ENTITY: string[] = [];
/** The trail outlives its tenant, so no foreign key; and the platform adds to it what it does to a tenant, so it checks more. */
const TRAIL = 'audit_entries';
/** Functions that run as another role, each answering for one exact key or with numbers that are nobody's. */
const DEFINERS = [
  'app_erase', 'app_erase_rows', 'app_note_erased', 'app_note_erased_people', 'app_people_in', 'app_purge_audit', 'app_purge_events',
  'app_account_in', 'app_accounts_of', 'app_names_of', 'app_tenants_of_tokens', 'app_token_owners',
  'app_cursor_keys', 'app_live_session', 'app_memberships_of', 'app_queue_depth', 'app_service_client', 'app_signing_keys', 'app_tenant_by_id',
  'app_tenant_by_key', 'app_tenants_to_sweep', 'app_tenants_to_tidy', 'app_user_by_id', 'app_user_by_public_id',
]; // prettier-ignore

const owned = `(SELECT c.oid, c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p'))`;
/** Name of the first column of a key; `number` as the catalog has it. */
const column = (relation: string, number: string) =>
  `(SELECT attname FROM pg_attribute WHERE attrelid = ${relation} AND attnum = ${number})`;
const named = (list: string[]) => list.map((name) => `'${name}'`).join(', ');
const tables = `pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`;
const service = `'tributary_service'`;
const eraser = `'tributary_eraser'`;

const bad = (columns: string) =>
  `CREATE TABLE bad (tenant_id bigint NOT NULL, id bigint NOT NULL, ${columns})`;

/** Each rule: its name, what breaks it (a query that answers offenders), and DDL that breaks it, to see that it can fail. */
const RULES: CatalogRule[] = [
  [
    'every table is tenant-owned or on the list of the platform’s',
    `SELECT relname FROM ${tables} AND relname NOT IN (${named(PLATFORM_TABLES)}) AND oid NOT IN (SELECT oid FROM ${owned} o)`,
    'CREATE TABLE bad (id bigint)',
  ],
  [
    'tenant_id is bigint and mandatory',
    `SELECT o.relname FROM ${owned} o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attname = 'tenant_id'
      WHERE NOT a.attnotnull OR a.atttypid <> 'bigint'::regtype`,
    'CREATE TABLE bad (tenant_id bigint)',
  ],
  [
    'row level security is enabled and forced',
    `SELECT relname FROM ${tables} AND relname <> 'migrations' AND NOT (relrowsecurity AND relforcerowsecurity)`,
    'ALTER TABLE events NO FORCE ROW LEVEL SECURITY',
  ],
  [
    'a tenant-owned table has one policy for the service, for all commands, comparing tenant_id both ways',
    `SELECT o.relname FROM ${owned} o WHERE 1 <> (SELECT count(*) FROM pg_policy p WHERE p.polrelid = o.oid AND p.polcmd = '*' AND p.polpermissive
        AND p.polroles = ARRAY[${service}::regrole::oid]
        AND pg_get_expr(p.polqual, p.polrelid) = '(tenant_id = (NULLIF(current_setting(''app.tenant_id''::text, true), ''''::text))::bigint)'
        AND (pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid)
          OR o.relname = '${TRAIL}' AND pg_get_expr(p.polwithcheck, p.polrelid) = '(' || pg_get_expr(p.polqual, p.polrelid) || ' OR (current_setting(''app.platform''::text, true) = ''on''::text))'))`,
    'ALTER POLICY events_scope ON events WITH CHECK (true)',
  ],
  [
    'no other policy is for anybody but the look-up role, and that one for SELECT, and the eraser, and that one for the current tenant',
    `SELECT p.polname FROM pg_policy p WHERE p.polname <> p.polrelid::regclass::text || '_scope'
        AND p.polpermissive
        AND NOT (p.polroles = ARRAY['tributary_lookup'::regrole::oid] AND p.polcmd = 'r')
        AND NOT (p.polroles = ARRAY[${eraser}::regrole::oid] AND p.polwithcheck IS NULL
          AND pg_get_expr(p.polqual, p.polrelid) LIKE '%= (NULLIF(current_setting(''app.tenant_id''::text, true), ''''::text))::bigint%')`,
    'CREATE POLICY bad ON devices TO tributary_eraser USING (true)',
  ],
  [
    'erasure reaches every tenant-owned table, to read and to delete',
    `SELECT o.relname FROM ${owned} o WHERE NOT has_table_privilege(${eraser}, o.oid, 'DELETE') OR NOT EXISTS (SELECT FROM pg_policy p
        WHERE p.polrelid = o.oid AND p.polroles = ARRAY[${eraser}::regrole::oid] AND p.polcmd = '*'
          AND pg_get_expr(p.polqual, p.polrelid) = '(tenant_id = (NULLIF(current_setting(''app.tenant_id''::text, true), ''''::text))::bigint)')`,
    'CREATE TABLE bad (tenant_id bigint NOT NULL)',
  ],
  [
    'the eraser adds nothing anywhere, and changes nothing but the count on its receipt and the last position of a head',
    `SELECT table_name || '.' || privilege_type FROM information_schema.role_table_grants WHERE grantee = ${eraser} AND privilege_type NOT IN ('SELECT', 'DELETE')
      UNION SELECT table_name || '.' || column_name FROM information_schema.column_privileges
       WHERE grantee = ${eraser} AND privilege_type NOT IN ('SELECT', 'DELETE') AND (table_name, column_name) NOT IN (('erasures', 'deleted'), ('event_heads', 'last'))`,
    'GRANT UPDATE ON tenants TO tributary_eraser',
  ],
  [
    'primary and unique keys and all other indexes lead with tenant_id',
    `SELECT i.indexrelid::regclass::text FROM pg_index i JOIN ${owned} o ON o.oid = i.indrelid
      WHERE ${column('i.indrelid', 'i.indkey[0]')} IS DISTINCT FROM 'tenant_id'`,
    'CREATE INDEX bad ON events (type)',
  ],
  [
    'every tenant-owned table has a primary key',
    `SELECT o.relname FROM ${owned} o WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = o.oid AND i.indisprimary)`,
    'CREATE TABLE bad (tenant_id bigint NOT NULL)',
  ],
  [
    'foreign keys between tenant-owned tables lead with tenant_id on both sides',
    `SELECT f.conname FROM pg_constraint f JOIN ${owned} o ON o.oid = f.conrelid JOIN ${owned} r ON r.oid = f.confrelid WHERE f.contype = 'f'
        AND (${column('f.conrelid', 'f.conkey[1]')} <> 'tenant_id' OR ${column('f.confrelid', 'f.confkey[1]')} <> 'tenant_id')`,
    `${bad('PRIMARY KEY (tenant_id, id), FOREIGN KEY (id, tenant_id) REFERENCES devices (id, tenant_id)')}`,
  ],
  [
    'a foreign key binds every tenant-owned row to its tenant, directly or through another tenant-owned row',
    `SELECT o.relname FROM ${owned} o WHERE o.relname <> '${TRAIL}' AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = o.oid AND f.contype = 'f' AND f.convalidated
        AND ${column('f.conrelid', 'f.conkey[1]')} = 'tenant_id' AND f.confrelid IN (SELECT oid FROM ${owned} r UNION SELECT 'tenants'::regclass))`,
    bad('PRIMARY KEY (tenant_id, id)'),
  ],
  [
    'identities are bigint',
    `SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN ${tables.replace(' WHERE', ' ON c.oid = a.attrelid WHERE')}
        AND a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype`,
    'CREATE TABLE bad (id integer GENERATED ALWAYS AS IDENTITY)',
  ],
  [
    'there are no triggers but the foreign keys’ own',
    `SELECT tgname FROM pg_trigger WHERE NOT tgisinternal`,
    `CREATE TRIGGER bad BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  ],
  [
    'neither the service nor everybody may TRUNCATE, REFERENCE or make triggers',
    `SELECT table_name FROM information_schema.role_table_grants WHERE table_schema = 'public'
        AND (grantee = 'PUBLIC' OR grantee = ${service} AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))`,
    'GRANT TRUNCATE ON events TO tributary_service',
  ],
  [
    'events are never changed or deleted by the service',
    `SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = 'events' AND grantee = ${service} AND privilege_type NOT IN ('SELECT', 'INSERT')`,
    'GRANT UPDATE ON events TO tributary_service',
  ],
  [
    'the audit trail is never changed or emptied by the service',
    `SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = '${TRAIL}' AND grantee = ${service} AND privilege_type NOT IN ('SELECT', 'INSERT')`,
    `GRANT DELETE ON ${TRAIL} TO tributary_service`,
  ],
  [
    'sequences are out of the service’s reach',
    `SELECT seqrelid::regclass::text FROM pg_sequence WHERE has_sequence_privilege(${service}, seqrelid, 'USAGE, SELECT, UPDATE')`,
    'GRANT SELECT ON SEQUENCE devices_id_seq TO tributary_service',
  ],
  [
    'the queue’s role reaches none of the service’s tables and makes nothing; the service makes nothing in the queue’s schema',
    `SELECT 'public' AS what FROM ${tables} AND has_table_privilege('tributary_queue', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
      UNION ALL SELECT role FROM unnest(ARRAY['tributary_queue', 'tributary_app', 'tributary_service']) role WHERE has_schema_privilege(role, 'bullmq', 'CREATE')`,
    'GRANT SELECT ON events TO tributary_queue',
  ],
  [
    'neither the service nor everybody may create in the schema',
    `SELECT role FROM unnest(ARRAY[${service}, ${eraser}, 'tributary_app', 'tributary_lookup']) role WHERE has_schema_privilege(role, 'public', 'CREATE')`,
    'GRANT CREATE ON SCHEMA public TO tributary_service',
  ],
  [
    'the roles of the service are nobody special and own no table',
    `SELECT rolname FROM pg_roles r WHERE rolname IN (${service}, ${eraser}, 'tributary_app', 'tributary_lookup')
        AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid))`,
    'ALTER ROLE tributary_lookup BYPASSRLS',
  ],
  [
    'the look-up role and the eraser have no members and no log-in',
    `SELECT rolname FROM pg_roles r WHERE rolname IN ('tributary_lookup', ${eraser})
        AND (rolcanlogin OR EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member WHERE m.roleid = r.oid AND NOT u.rolsuper AND (m.inherit_option OR m.set_option)))`,
    'GRANT tributary_lookup TO tributary_service',
  ],
  [
    'functions that run as another role are on the list',
    `SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proname NOT IN (${named(DEFINERS)})`,
    `CREATE FUNCTION bad() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS 'SELECT 1'`,
  ],
  [
    'functions that run as another role are the look-up role’s or the eraser’s and fix their search_path',
    `SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
        AND (proowner <> CASE WHEN proname IN ('app_erase', 'app_erase_rows', 'app_note_erased', 'app_note_erased_people', 'app_purge_audit', 'app_purge_events') THEN ${eraser} ELSE 'tributary_lookup' END::regrole OR NOT ('search_path=pg_catalog, public, pg_temp' = ANY (COALESCE(proconfig, '{}'))))`,
    'ALTER FUNCTION app_tenant_by_key(text) RESET search_path',
  ],
  [
    'functions are not everybody’s to call',
    `SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))`,
    'GRANT EXECUTE ON FUNCTION app_tenant_by_key(text) TO PUBLIC',
  ],
  [
    'views ask with the rights of who asks',
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') AND NOT ('security_invoker=true' = ANY (COALESCE(reloptions, '{}')))`,
    'CREATE VIEW bad AS SELECT * FROM events',
  ],
];

describe('the catalog', () => {
  const catalog = catalogOfTest();

  testRules(RULES, catalog);

  it('owns a table for each entity that is marked so, and for no other but those without an entity', async () => {
    const names = await catalog.offenders(`SELECT relname FROM ${owned} o ORDER BY relname`);
    expect(names).toEqual([...ownedEntities(), ...WITHOUT_ENTITY].sort());
  });
});

/** Tables of the entities that are marked `@TenantOwned()`, as the source has them. */
function ownedEntities(): string[] {
  return readdirSync('libs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.entity.ts'))
    .map((file) => readFileSync(`libs/${file}`, 'utf8'))
    .filter((text) => /^@TenantOwned\(/m.test(text))
    .map((text) => /^@Entity\('(\w+)'\)/m.exec(text)![1]);
}
