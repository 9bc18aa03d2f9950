import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CURRENT_TENANT, forcePolicy, PLATFORM } from './row-level-security.js';

/**
 * The audit trail: the service adds and reads lines, and nobody changes or removes them. It has no foreign key to
 * tenants, because the trail outlives what it describes. Tenant 0, which no tenant can be, is the platform's own trail.
 */
export class Audit1700000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE audit_entries (
      tenant_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      created_at timestamptz NOT NULL DEFAULT now(),
      actor text COLLATE "C" NOT NULL,
      action text COLLATE "C" NOT NULL,
      target text COLLATE "C" NOT NULL,
      outcome text NOT NULL,
      code text,
      count integer NOT NULL DEFAULT 1,
      changes jsonb,
      request_id text,
      address text,
      CONSTRAINT audit_entries_pkey PRIMARY KEY (tenant_id, id),
      CONSTRAINT audit_entries_outcome_check CHECK (outcome IN ('done', 'denied'))
    )`);
    await runner.query('CREATE INDEX audit_entries_by_actor ON audit_entries (tenant_id, actor, id)');
    await runner.query('CREATE INDEX audit_entries_by_action ON audit_entries (tenant_id, action, id)');
    await runner.query('CREATE INDEX audit_entries_by_target ON audit_entries (tenant_id, target, id)');
    // The platform writes to the trail of the tenant that it changes. It reads a tenant's trail only as that tenant.
    const own = `tenant_id = ${CURRENT_TENANT}`;
    await forcePolicy(runner, 'audit_entries', 'SELECT, INSERT', own, `${own} OR ${PLATFORM}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_entries');
  }
}
