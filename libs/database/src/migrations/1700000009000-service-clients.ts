import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, forcePolicy, openToLookup, PLATFORM } from './row-level-security.js';

/** Internal services with credentials of their own. They belong to the platform, but may be bound to a tenant. */
export class ServiceClients1700000009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE service_clients (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      name text NOT NULL,
      tenant_key text COLLATE "C",
      abilities text[] NOT NULL,
      secret_hash bytea NOT NULL,
      previous_hash bytea,
      previous_ends_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT service_clients_pkey PRIMARY KEY (id),
      CONSTRAINT service_clients_tenant_fkey FOREIGN KEY (tenant_key) REFERENCES tenants (key)
    )`);
    await forcePolicy(runner, 'service_clients', 'SELECT, INSERT, UPDATE, DELETE', PLATFORM);
    const columns = 'id, name, tenant_key, abilities, secret_hash, previous_hash, previous_ends_at';
    await openToLookup(runner, 'service_clients', columns);
    await createLookup(
      runner,
      'app_service_client(wanted uuid)',
      'TABLE (id uuid, name text, tenant_key text, abilities text[], secret_hash bytea, previous_hash bytea, previous_ends_at timestamptz)',
      `SELECT ${columns.replaceAll(/\w+/g, 'c.$&')} FROM service_clients c WHERE c.id = wanted`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_service_client(uuid)');
    await runner.query('DROP TABLE service_clients');
  }
}
