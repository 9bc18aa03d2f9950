import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forcePolicy, forceTenantPolicy, PLATFORM } from './row-level-security.js';

/** One-time links: invitations into a tenant, and password resets. */
export class Invitations1700000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE invitations (
      tenant_id bigint NOT NULL,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      token_hash bytea NOT NULL,
      email text COLLATE "C" NOT NULL,
      roles text[] NOT NULL,
      permissions text[] NOT NULL DEFAULT '{}',
      expires_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id),
      CONSTRAINT invitations_hash_unique UNIQUE (tenant_id, token_hash),
      CONSTRAINT invitations_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
    )`);
    await forceTenantPolicy(runner, 'invitations', 'SELECT, INSERT, UPDATE, DELETE');
    await runner.query(`CREATE TABLE password_resets (
      id bigint GENERATED ALWAYS AS IDENTITY,
      token_hash bytea NOT NULL,
      user_id bigint NOT NULL,
      expires_at timestamptz NOT NULL,
      CONSTRAINT password_resets_pkey PRIMARY KEY (id),
      CONSTRAINT password_resets_hash_unique UNIQUE (token_hash),
      CONSTRAINT password_resets_user_fkey FOREIGN KEY (user_id) REFERENCES users (id)
    )`);
    await forcePolicy(runner, 'password_resets', 'SELECT, INSERT, UPDATE, DELETE', PLATFORM);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE invitations, password_resets');
  }
}
