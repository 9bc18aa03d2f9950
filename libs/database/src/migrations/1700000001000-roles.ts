import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LOOKUP_ROLE, SERVICE_ROLE } from './row-level-security.js';

/** Creates the roles that hold rights, and the two functions that open a transaction's scope. */
export class Roles1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Roles belong to the whole server, so they may exist from another database.
    for (const role of [SERVICE_ROLE, LOOKUP_ROLE])
      await runner.query(
        `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
      );
    for (const role of [SERVICE_ROLE, LOOKUP_ROLE])
      await runner.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
    // SET LOCAL, not set_config, because Citus propagates only SET LOCAL to its shards.
    await runner.query(
      `CREATE FUNCTION app_set_tenant(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('SET LOCAL app.tenant_id = %L', tenant); END $$`,
    );
    await runner.query(
      `CREATE FUNCTION app_set_platform() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET LOCAL app.platform = 'on'; END $$`,
    );
    for (const name of ['app_set_tenant(bigint)', 'app_set_platform()']) {
      await runner.query(`REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${name} TO ${SERVICE_ROLE}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION app_set_platform()`);
    await runner.query(`DROP FUNCTION app_set_tenant(bigint)`);
    for (const role of [SERVICE_ROLE, LOOKUP_ROLE])
      await runner.query(`REVOKE ALL ON SCHEMA public FROM ${role}`);
  }
}
