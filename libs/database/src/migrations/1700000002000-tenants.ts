import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, CURRENT_TENANT, forcePolicy, openToLookup, PLATFORM } from './row-level-security.js';

/** Tenants. The platform sees all of them, a tenant sees itself. */
export class Tenants1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE tenants (
      id bigint GENERATED ALWAYS AS IDENTITY,
      key text COLLATE "C" NOT NULL,
      name text NOT NULL,
      status text NOT NULL DEFAULT 'active',
      settings jsonb NOT NULL DEFAULT '{}',
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT tenants_pkey PRIMARY KEY (id),
      CONSTRAINT tenants_key_unique UNIQUE (key),
      CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended'))
    )`);
    await forcePolicy(
      runner,
      'tenants',
      'SELECT, INSERT, UPDATE, DELETE',
      `${PLATFORM} OR id = ${CURRENT_TENANT}`,
      PLATFORM,
    );
    await openToLookup(runner, 'tenants', 'id, key, name, status, settings');
    await createLookup(
      runner,
      'app_tenant_by_key(wanted text)',
      'TABLE (id bigint, key text, name text, status text, settings jsonb)',
      'SELECT t.id, t.key, t.name, t.status, t.settings FROM tenants t WHERE t.key = wanted',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_tenant_by_key(text)');
    await runner.query('DROP TABLE tenants');
  }
}
