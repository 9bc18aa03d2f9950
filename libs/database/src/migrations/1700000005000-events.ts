import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forceTenantPolicy, giveToLookup, LOOKUP_ROLE } from './row-level-security.js';

/**
 * Events: one row per (tenant, event_uid). The composite foreign key prevents an event of one tenant from referring to
 * another tenant's device.
 */
export class Events1700000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE events (
      tenant_id bigint NOT NULL,
      position bigint GENERATED ALWAYS AS IDENTITY,
      event_uid text COLLATE "C" NOT NULL,
      device_id bigint NOT NULL,
      type text COLLATE "C" NOT NULL,
      occurred_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      late boolean NOT NULL DEFAULT false,
      payload jsonb NOT NULL,
      extensions jsonb,
      CONSTRAINT events_pkey PRIMARY KEY (tenant_id, position),
      CONSTRAINT events_uid_unique UNIQUE (tenant_id, event_uid),
      CONSTRAINT events_device_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id)
    )`);
    await runner.query('CREATE INDEX events_by_device ON events (tenant_id, device_id, position)');
    await runner.query('CREATE INDEX events_by_type ON events (tenant_id, type, position)');
    await runner.query('CREATE INDEX events_by_occurrence ON events (tenant_id, occurred_at)');
    // Rows are only added. Vacuuming by inserts keeps the visibility map fresh, long before wraparound would force it.
    await runner.query(
      'ALTER TABLE events SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_scale_factor = 0.02)',
    );
    await forceTenantPolicy(runner, 'events', 'SELECT, INSERT');
    await this.createHorizon(runner);
  }

  /**
   * What the feed's horizon is computed from; the service cannot reach the sequence itself. In `app_note_horizon` the
   * order matters: it reads the position before it takes the transaction id, so that every transaction that drew a
   * position up to it has a smaller id (ingest takes its id before it draws). The snapshot's xmax cannot replace it:
   * that is one past the highest *completed* id, and running transactions may be above it.
   */
  async createHorizon(runner: QueryRunner): Promise<void> {
    const last =
      'SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO last_position FROM public.events_position_seq;';
    const options =
      'LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp';
    await runner.query(`CREATE FUNCTION app_horizon(OUT last_position bigint, OUT oldest_running text) ${options} AS $$
      BEGIN ${last} oldest_running := pg_snapshot_xmin(pg_current_snapshot())::text; END $$`);
    await runner.query(`CREATE FUNCTION app_note_horizon(OUT last_position bigint, OUT transaction text) ${options} AS $$
      BEGIN ${last} transaction := pg_current_xact_id()::text; END $$`);
    await runner.query(`GRANT SELECT ON SEQUENCE events_position_seq TO ${LOOKUP_ROLE}`);
    await giveToLookup(runner, 'app_horizon()');
    await giveToLookup(runner, 'app_note_horizon()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_note_horizon()');
    await runner.query('DROP FUNCTION app_horizon()');
    await runner.query('DROP TABLE events');
  }
}
