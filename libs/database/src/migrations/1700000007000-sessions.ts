import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, forcePolicy, openToLookup, PLATFORM } from './row-level-security.js';

/** Refresh tokens. All tokens of one login form a family: the session to which access tokens belong. */
export class Sessions1700000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE refresh_tokens (
      id bigint GENERATED ALWAYS AS IDENTITY,
      family uuid NOT NULL,
      token_hash bytea NOT NULL,
      user_id bigint NOT NULL,
      tenant_key text COLLATE "C",
      started_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz,
      revoked_at timestamptz,
      CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id),
      CONSTRAINT refresh_tokens_hash_unique UNIQUE (token_hash),
      CONSTRAINT refresh_tokens_user_fkey FOREIGN KEY (user_id) REFERENCES users (id)
    )`);
    await runner.query('CREATE INDEX refresh_tokens_family ON refresh_tokens (family)');
    await runner.query('CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id)');
    await forcePolicy(runner, 'refresh_tokens', 'SELECT, INSERT, UPDATE, DELETE', PLATFORM);
    await openToLookup(runner, 'refresh_tokens', 'family, user_id, expires_at, used_at, revoked_at');
    await createLookup(
      runner,
      'app_live_session(wanted uuid)',
      'TABLE (user_id bigint)',
      `SELECT r.user_id FROM refresh_tokens r
        WHERE r.family = wanted AND r.revoked_at IS NULL AND r.used_at IS NULL AND r.expires_at > now()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_live_session(uuid)');
    await runner.query('DROP TABLE refresh_tokens');
  }
}
