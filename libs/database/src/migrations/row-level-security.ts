import type { QueryRunner } from 'typeorm';

/** A missing or empty setting means no tenant: the comparison is NULL and no row is visible. */
export const CURRENT_TENANT = `NULLIF(current_setting('app.tenant_id', true), '')::bigint`;
export const PLATFORM = `current_setting('app.platform', true) = 'on'`;

/** The group role that holds the service's rights. The login role of DATABASE_URL becomes its member. */
export const SERVICE_ROLE = 'tributary_service';
/** Owns the look-up functions. It cannot log in. */
export const LOOKUP_ROLE = 'tributary_lookup';
/** Owns the functions that remove a tenant's rows, and sees only rows of the current tenant. It cannot log in. */
export const ERASER_ROLE = 'tributary_eraser';

/**
 * Puts a table under forced row level security: only its own tenant can read and write a row, and that applies to the
 * table's owner too. Every table with a `tenant_id` uses it.
 * @param rights what the service may do, for example `SELECT, INSERT`; never TRUNCATE
 */
export async function forceTenantPolicy(runner: QueryRunner, table: string, rights: string): Promise<void> {
  await forcePolicy(runner, table, rights, `tenant_id = ${CURRENT_TENANT}`);
  // Tables from before erasure were opened by its migration.
  const [{ known }] = await runner.query(`SELECT to_regproc('app_erase') IS NOT NULL AS known`);
  if (known) await openToEraser(runner, table);
  await placeWithTenants(runner, table);
}

/**
 * On a database that is distributed already, a new table of tenants is, too. Citus refuses an identity on a table that
 * refers to another before it is: such a table gets its foreign keys afterwards.
 */
async function placeWithTenants(runner: QueryRunner, table: string): Promise<void> {
  const [{ citus }] = await runner.query(
    `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AS citus`,
  );
  if (!citus) return;
  const [{ distributed }] = await runner.query(
    `SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass('devices') AND partmethod = 'h') AS distributed`,
  );
  if (distributed)
    await runner.query(
      `SELECT create_distributed_table('${table}', 'tenant_id', colocate_with => 'devices')`,
    );
}

/** Lets erasure remove rows of the current tenant from a table. @param own condition for the tenant's rows */
export async function openToEraser(
  runner: QueryRunner,
  table: string,
  own = `tenant_id = ${CURRENT_TENANT}`,
): Promise<void> {
  await runner.query(`CREATE POLICY ${table}_erase ON ${table} TO ${ERASER_ROLE} USING (${own})`);
  await runner.query(`GRANT SELECT, DELETE ON ${table} TO ${ERASER_ROLE}`);
}

/** The same for a table that belongs to no tenant. `visible` is the condition for rows that the service sees. */
export async function forcePolicy(
  runner: QueryRunner,
  table: string,
  rights: string,
  visible: string,
  writable = visible,
): Promise<void> {
  await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await runner.query(
    `CREATE POLICY ${table}_scope ON ${table} TO ${SERVICE_ROLE} USING (${visible}) WITH CHECK (${writable})`,
  );
  await runner.query(`GRANT ${rights} ON ${table} TO ${SERVICE_ROLE}`);
}

/** Lets the look-up functions read some columns of a table whose policies hide it without a tenant. */
export async function openToLookup(runner: QueryRunner, table: string, columns: string): Promise<void> {
  await runner.query(`CREATE POLICY ${table}_lookup ON ${table} FOR SELECT TO ${LOOKUP_ROLE} USING (true)`);
  await runner.query(`GRANT SELECT (${columns}) ON ${table} TO ${LOOKUP_ROLE}`);
}

/**
 * Creates a function that runs without a tenant for one exact key: SECURITY DEFINER as the look-up role, with a fixed
 * search_path, callable only by the service.
 * @param signature for example `app_tenant_by_key(wanted text)`
 */
export async function createLookup(
  runner: QueryRunner,
  signature: string,
  returns: string,
  body: string,
): Promise<void> {
  const name = signature.replaceAll(/\w+ (\w+(?:\[\])?)(?=[,)])/g, '$1');
  await runner.query(
    `CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$ ${body} $$`,
  );
  await giveToLookup(runner, name);
}

/** Gives a function to another role, by default the look-up role, and makes it callable only by the service. */
export async function giveToLookup(runner: QueryRunner, name: string, role = LOOKUP_ROLE): Promise<void> {
  await runner.query(`REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`);
  await runner.query(`GRANT EXECUTE ON FUNCTION ${name} TO ${SERVICE_ROLE}`);
  // An owner that is no superuser must be a member of the new owner, which needs CREATE here; both only for this
  // statement.
  await runner.query(`GRANT CREATE ON SCHEMA public TO ${role}`);
  await runner.query(`GRANT ${role} TO CURRENT_USER`);
  await runner.query(`ALTER FUNCTION ${name} OWNER TO ${role}`);
  await runner.query(`REVOKE ${role} FROM CURRENT_USER`);
  await runner.query(`REVOKE CREATE ON SCHEMA public FROM ${role}`);
}

/**
 * Drops a function that `giveToLookup` gave away. It takes ownership back first: the schema's owner could drop the
 * function directly, but Citus would then leave it on the workers.
 */
export async function dropGiven(runner: QueryRunner, name: string, role = LOOKUP_ROLE): Promise<void> {
  await runner.query(`GRANT ${role} TO CURRENT_USER`);
  await runner.query(`ALTER FUNCTION ${name} OWNER TO CURRENT_USER`);
  await runner.query(`REVOKE ${role} FROM CURRENT_USER`);
  await runner.query(`DROP FUNCTION ${name}`);
}
