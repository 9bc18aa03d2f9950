import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, forceTenantPolicy, openToLookup } from './row-level-security.js';

/** Ingestions that are not finished. */
const OPEN = `status IN ('queued', 'processing')`;

/**
 * Requests that are accepted and stored later: one row per request, with its compressed events until they are stored.
 * `scheduled_at` is when it was last added to the queue; without it, the row waits for its tenant's next place.
 */
export class Ingestions1700000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ingestions (
      tenant_id bigint NOT NULL,
      number bigint GENERATED ALWAYS AS IDENTITY,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      status text NOT NULL DEFAULT 'queued',
      events integer NOT NULL,
      summary jsonb NOT NULL,
      items jsonb NOT NULL,
      body bytea,
      tries integer NOT NULL DEFAULT 0,
      accepted_at timestamptz NOT NULL,
      scheduled_at timestamptz,
      finished_at timestamptz,
      request_id text,
      traceparent text,
      CONSTRAINT ingestions_pkey PRIMARY KEY (tenant_id, number),
      CONSTRAINT ingestions_id_unique UNIQUE (tenant_id, id),
      CONSTRAINT ingestions_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
      CONSTRAINT ingestions_status_check CHECK (status IN ('queued', 'processing', 'done', 'dead'))
    )`);
    // Compressed already, so PostgreSQL must not try again.
    await runner.query('ALTER TABLE ingestions ALTER COLUMN body SET STORAGE EXTERNAL');
    await runner.query('CREATE INDEX ingestions_by_status ON ingestions (tenant_id, status, number)');
    await runner.query(
      `CREATE INDEX ingestions_open ON ingestions (tenant_id, scheduled_at, number) WHERE ${OPEN}`,
    );
    await runner.query('CREATE INDEX ingestions_by_end ON ingestions (tenant_id, finished_at)');
    await forceTenantPolicy(runner, 'ingestions', 'SELECT, INSERT, UPDATE, DELETE');
    await this.createLookups(runner);
  }

  private async createLookups(runner: QueryRunner): Promise<void> {
    await openToLookup(runner, 'ingestions', 'tenant_id, status, accepted_at, scheduled_at, finished_at');
    await createLookup(
      runner,
      'app_tenant_by_id(wanted bigint)',
      'TABLE (id bigint, key text, name text, status text, settings jsonb)',
      'SELECT t.id, t.key, t.name, t.status, t.settings FROM tenants t WHERE t.id = wanted',
    );
    await createLookup(
      runner,
      'app_queue_depth()',
      'TABLE (status text, count bigint, oldest_seconds double precision)',
      `SELECT i.status, count(*), date_part('epoch', now() - min(i.accepted_at)) FROM ingestions i WHERE i.${OPEN} GROUP BY i.status`,
    );
    // Tenants whose jobs may be lost: scheduled long ago and not finished, or waiting with nothing scheduled before
    // them.
    await createLookup(
      runner,
      'app_tenants_to_sweep(scheduled_before timestamptz)',
      'TABLE (id bigint)',
      `SELECT i.tenant_id FROM ingestions i WHERE i.${OPEN} GROUP BY i.tenant_id
        HAVING min(i.scheduled_at) < scheduled_before OR min(i.scheduled_at) IS NULL`,
    );
    await createLookup(
      runner,
      'app_tenants_to_tidy(finished_before timestamptz)',
      'TABLE (id bigint)',
      'SELECT DISTINCT i.tenant_id FROM ingestions i WHERE i.finished_at < finished_before',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_tenants_to_tidy(timestamptz)');
    await runner.query('DROP FUNCTION app_tenants_to_sweep(timestamptz)');
    await runner.query('DROP FUNCTION app_queue_depth()');
    await runner.query('DROP FUNCTION app_tenant_by_id(bigint)');
    await runner.query('DROP TABLE ingestions');
  }
}
