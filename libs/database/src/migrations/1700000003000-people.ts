import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createLookup,
  CURRENT_TENANT,
  forcePolicy,
  forceTenantPolicy,
  openToLookup,
  PLATFORM,
} from './row-level-security.js';

/** Users of the platform, their memberships in tenants, and API tokens of tenants. */
export class People1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE users (
      id bigint GENERATED ALWAYS AS IDENTITY,
      public_id uuid NOT NULL DEFAULT gen_random_uuid(),
      email text COLLATE "C" NOT NULL,
      name text NOT NULL DEFAULT '',
      password_hash text NOT NULL,
      platform_role text,
      status text NOT NULL DEFAULT 'active',
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT users_pkey PRIMARY KEY (id),
      CONSTRAINT users_public_id_unique UNIQUE (public_id),
      CONSTRAINT users_email_unique UNIQUE (email),
      CONSTRAINT users_status_check CHECK (status IN ('active', 'disabled'))
    )`);
    await runner.query(`CREATE TABLE memberships (
      tenant_id bigint NOT NULL,
      user_id bigint NOT NULL,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      role text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, user_id),
      CONSTRAINT memberships_id_unique UNIQUE (tenant_id, id),
      CONSTRAINT memberships_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
      CONSTRAINT memberships_user_fkey FOREIGN KEY (user_id) REFERENCES users (id)
    )`);
    await runner.query(`CREATE TABLE api_tokens (
      tenant_id bigint NOT NULL,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      name text NOT NULL,
      token_hash bytea NOT NULL,
      owner_user_id bigint NOT NULL,
      abilities text[] NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT api_tokens_pkey PRIMARY KEY (tenant_id, id),
      CONSTRAINT api_tokens_hash_unique UNIQUE (tenant_id, token_hash),
      CONSTRAINT api_tokens_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
      CONSTRAINT api_tokens_owner_fkey FOREIGN KEY (owner_user_id) REFERENCES users (id)
    )`);
    await forceTenantPolicy(runner, 'memberships', 'SELECT, INSERT, UPDATE, DELETE');
    await forceTenantPolicy(runner, 'api_tokens', 'SELECT, INSERT, UPDATE, DELETE');
    // A tenant sees its members and no other people.
    const member = `EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = ${CURRENT_TENANT} AND m.user_id = users.id)`;
    await forcePolicy(runner, 'users', 'SELECT, INSERT, UPDATE', `${PLATFORM} OR ${member}`, PLATFORM);
    await openToLookup(runner, 'users', 'id, public_id, email, name, password_hash, platform_role, status');
    await openToLookup(runner, 'memberships', 'tenant_id, user_id, role');
    const user =
      'TABLE (id bigint, public_id uuid, email text, name text, password_hash text, platform_role text, status text)';
    const select =
      'SELECT u.id, u.public_id, u.email, u.name, u.password_hash, u.platform_role, u.status FROM users u';
    await createLookup(runner, 'app_user_by_email(wanted text)', user, `${select} WHERE u.email = wanted`);
    await createLookup(runner, 'app_user_by_id(wanted bigint)', user, `${select} WHERE u.id = wanted`);
    await createLookup(
      runner,
      'app_user_by_public_id(wanted uuid)',
      user,
      `${select} WHERE u.public_id = wanted`,
    );
    await createLookup(
      runner,
      'app_memberships_of(wanted bigint)',
      'TABLE (tenant_id bigint, tenant_key text, role text)',
      'SELECT t.id, t.key, m.role FROM memberships m JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = wanted ORDER BY t.key',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const byKey = ['app_user_by_email(text)', 'app_user_by_id(bigint)', 'app_user_by_public_id(uuid)'];
    for (const name of ['app_memberships_of(bigint)', ...byKey]) await runner.query(`DROP FUNCTION ${name}`);
    await runner.query('DROP TABLE users, memberships, api_tokens CASCADE');
  }
}
