import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forceTenantPolicy } from './row-level-security.js';

export class Devices1700000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE devices (
      tenant_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      device_uid text COLLATE "C" NOT NULL,
      name text COLLATE "C",
      type text COLLATE "C",
      metadata jsonb NOT NULL DEFAULT '{}',
      status text NOT NULL DEFAULT 'active',
      last_seen_at timestamptz,
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT devices_pkey PRIMARY KEY (tenant_id, id),
      CONSTRAINT devices_uid_unique UNIQUE (tenant_id, device_uid),
      CONSTRAINT devices_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
      CONSTRAINT devices_status_check CHECK (status IN ('active', 'disabled'))
    )`);
    await runner.query('CREATE INDEX devices_name ON devices (tenant_id, name)');
    await forceTenantPolicy(runner, 'devices', 'SELECT, INSERT, UPDATE, DELETE');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE devices');
  }
}
