import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createLookup,
  CURRENT_TENANT,
  dropGiven,
  ERASER_ROLE,
  giveToLookup,
  LOOKUP_ROLE,
  openToEraser,
  SERVICE_ROLE,
} from './row-level-security.js';

const LOOKUP = 'app_tenant_by_key(wanted text)';
const tenantByKey = (more: string) =>
  `SELECT t.id, t.key, t.name, t.status, t.settings${more} FROM tenants t WHERE t.key = wanted`;
const COLUMNS = 'id bigint, key text, name text, status text, settings jsonb';

/**
 * Makes removal safe: `purged_before` is the time (exclusive) before which a tenant's events may have been removed. It
 * only grows, ingest rejects older events, and nothing younger can be removed by anybody.
 */
export class Retention1700000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Roles belong to the whole server, so this one may exist from another database.
    await runner.query(
      `DO $$ BEGIN CREATE ROLE ${ERASER_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
    await runner.query(`GRANT USAGE ON SCHEMA public TO ${ERASER_ROLE}`);
    await runner.query('ALTER TABLE tenants ADD COLUMN purged_before timestamptz');
    await runner.query(`GRANT SELECT (purged_before) ON tenants TO ${LOOKUP_ROLE}`);
    await dropGiven(runner, 'app_tenant_by_key(text)');
    await createLookup(
      runner,
      LOOKUP,
      `TABLE (${COLUMNS}, purged_before timestamptz)`,
      tenantByKey(', t.purged_before'),
    );
    await this.createFloor(runner);
    await runner.query(
      `CREATE POLICY tenants_erase ON tenants FOR SELECT TO ${ERASER_ROLE} USING (id = ${CURRENT_TENANT})`,
    );
    await runner.query(`GRANT SELECT (id, key, purged_before) ON tenants TO ${ERASER_ROLE}`);
    await openToEraser(runner, 'events');
    await this.createPurge(runner);
  }

  /**
   * The cutoff as ingest must see it: the transaction takes its id first and reads afterwards, with a snapshot of its
   * own (plpgsql takes one for each statement of a volatile function). So once all transactions have ended whose id is
   * lower than one that was taken after a raise committed, nobody stores by the earlier cutoff.
   */
  async createFloor(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION app_purged_before(tenant bigint) RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
      BEGIN PERFORM pg_current_xact_id(); RETURN (SELECT t.purged_before FROM public.tenants t WHERE t.id = tenant); END $$`);
    await runner.query('REVOKE ALL ON FUNCTION app_purged_before(bigint) FROM PUBLIC');
    await runner.query(`GRANT EXECUTE ON FUNCTION app_purged_before(bigint) TO ${SERVICE_ROLE}`);
  }

  /**
   * Removes at most a number of events of the current tenant that occurred before a time and before its cutoff. NULL if
   * another process does the same: the advisory lock avoids duplicate work, and the condition protects events.
   */
  async createPurge(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION app_purge_events(tenant bigint, older timestamptz, most integer) RETURNS bigint
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE purged bigint; bound timestamptz;
      BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtextextended('app_purge_events', tenant)) THEN RETURN NULL; END IF;
        SELECT least(older, t.purged_before) INTO bound FROM tenants t WHERE t.id = tenant AND t.purged_before IS NOT NULL;
        DELETE FROM events e WHERE e.tenant_id = tenant AND e.position = ANY (ARRAY(
          SELECT o.position FROM events o WHERE o.tenant_id = tenant AND o.occurred_at < bound LIMIT most));
        GET DIAGNOSTICS purged = ROW_COUNT;
        RETURN purged;
      END $$`);
    await giveToLookup(runner, 'app_purge_events(bigint, timestamptz, integer)', ERASER_ROLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_purge_events(bigint, timestamptz, integer)');
    await runner.query('DROP FUNCTION app_purged_before(bigint)');
    await runner.query('DROP FUNCTION app_tenant_by_key(text)');
    for (const table of ['events', 'tenants']) {
      await runner.query(`DROP POLICY ${table}_erase ON ${table}`);
      await runner.query(`REVOKE ALL ON ${table} FROM ${ERASER_ROLE}`);
    }
    await runner.query('ALTER TABLE tenants DROP COLUMN purged_before');
    await createLookup(runner, LOOKUP, `TABLE (${COLUMNS})`, tenantByKey(''));
    await runner.query(`REVOKE ALL ON SCHEMA public FROM ${ERASER_ROLE}`);
  }
}
