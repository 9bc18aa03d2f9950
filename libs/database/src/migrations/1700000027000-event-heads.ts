import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Events1700000005000 } from './1700000005000-events.js';
import { Retention1700000021000 } from './1700000021000-retention.js';
import {
  dropGiven,
  ERASER_ROLE,
  forceTenantPolicy,
  giveToLookup,
  SERVICE_ROLE,
} from './row-level-security.js';

const PURGE = 'app_purge_events(bigint, timestamptz, integer)';

/**
 * Gives each tenant its own positions. An ingest transaction locks its tenant's head until it ends, so that positions
 * become visible in order, independent of other transactions.
 *
 * Processes of the previous release draw positions from the identity and do not lock the head. So they must be stopped
 * for this one change: it fails while one is connected, and inserts of one that connects later fail.
 */
export class EventHeads1700000027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.assertStopped(runner);
    await runner.query(`CREATE TABLE event_heads (
      tenant_id bigint NOT NULL,
      last bigint NOT NULL DEFAULT 0,
      purged_before timestamptz,
      CONSTRAINT event_heads_pkey PRIMARY KEY (tenant_id),
      CONSTRAINT event_heads_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
    )`);
    await forceTenantPolicy(
      runner,
      'event_heads',
      'SELECT, INSERT (tenant_id, purged_before), UPDATE (purged_before)',
    );
    await this.fill(runner);
    await runner.query('ALTER TABLE events ALTER COLUMN position DROP IDENTITY');
    await dropGiven(runner, 'app_note_horizon()');
    await dropGiven(runner, 'app_horizon()');
    await runner.query('DROP FUNCTION app_purged_before(bigint)');
    await this.createPurge(runner);
  }

  /** @throws Error while a process of the service is connected to a database that has events */
  private async assertStopped(runner: QueryRunner): Promise<void> {
    const [{ is_called }] = await runner.query('SELECT is_called FROM events_position_seq');
    const [{ connected }] = await runner.query(
      `SELECT count(*)::int AS connected FROM pg_stat_activity
        WHERE datname = current_database() AND usename <> current_user AND pg_has_role(usename, '${SERVICE_ROLE}', 'USAGE')
          AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = usename)`,
    );
    if (is_called && connected)
      throw new Error(
        `${connected} connections of the service are open. This migration changes how positions are given: stop every API and worker process, then migrate again`,
      );
  }

  /**
   * The policies apply to the owner too, so they are lifted for this statement. A tenant whose events were removed may
   * have had higher positions than it has now; its next position must be above every cursor that it received.
   */
  private async fill(runner: QueryRunner): Promise<void> {
    for (const table of ['tenants', 'event_heads'])
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await runner.query(`INSERT INTO event_heads (tenant_id, last, purged_before)
      SELECT t.id, CASE WHEN t.purged_before IS NULL THEN 0 ELSE s.last_value END, t.purged_before FROM tenants t, events_position_seq s`);
    for (const table of ['tenants', 'event_heads'])
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  }

  /**
   * Removes at most a number of events of the current tenant that occurred before a time and before its cutoff. NULL if
   * another process does the same: the advisory lock avoids duplicate work, and the condition protects events. It locks
   * the head, so that nobody draws a position meanwhile, and stores the highest one there, because its event may be
   * removed.
   */
  private async createPurge(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT UPDATE (last) ON event_heads TO ${ERASER_ROLE}`);
    await runner.query(`REVOKE SELECT (purged_before) ON tenants FROM ${ERASER_ROLE}`);
    await dropGiven(runner, PURGE, ERASER_ROLE);
    await runner.query(`CREATE FUNCTION app_purge_events(tenant bigint, older timestamptz, most integer) RETURNS bigint
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE purged bigint; bound timestamptz;
      BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtextextended('app_purge_events', tenant)) THEN RETURN NULL; END IF;
        SELECT least(older, h.purged_before) INTO bound FROM event_heads h WHERE h.tenant_id = tenant AND h.purged_before IS NOT NULL FOR NO KEY UPDATE;
        IF NOT FOUND THEN RETURN 0; END IF;
        UPDATE event_heads h SET last = m.position FROM (SELECT max(e.position) AS position FROM events e WHERE e.tenant_id = tenant) m
         WHERE h.tenant_id = tenant AND h.last < m.position;
        DELETE FROM events e WHERE e.tenant_id = tenant AND e.position = ANY (ARRAY(
          SELECT o.position FROM events o WHERE o.tenant_id = tenant AND o.occurred_at < bound LIMIT most));
        GET DIAGNOSTICS purged = ROW_COUNT;
        RETURN purged;
      END $$`);
    await giveToLookup(runner, PURGE, ERASER_ROLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${PURGE}`);
    await runner.query('ALTER TABLE events ALTER COLUMN position ADD GENERATED ALWAYS AS IDENTITY');
    await runner.query('ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
    await runner.query(
      `SELECT setval('events_position_seq', greatest((SELECT max(last) FROM event_heads), (SELECT max(position) FROM events)))`,
    );
    await runner.query('ALTER TABLE events FORCE ROW LEVEL SECURITY');
    await runner.query('DROP TABLE event_heads');
    await runner.query(`GRANT SELECT (purged_before) ON tenants TO ${ERASER_ROLE}`);
    await new Events1700000005000().createHorizon(runner);
    await new Retention1700000021000().createFloor(runner);
    await new Retention1700000021000().createPurge(runner);
  }
}
