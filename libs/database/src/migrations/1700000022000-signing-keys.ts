import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, forcePolicy, openToLookup, PLATFORM } from './row-level-security.js';

/** Keys that sign access tokens. Private halves are encrypted, and erased when their key ends. */
export class SigningKeys1700000022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE signing_keys (
      kid text COLLATE "C" NOT NULL,
      public_jwk jsonb NOT NULL,
      private_key bytea,
      signs_from timestamptz NOT NULL,
      expires_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT signing_keys_pkey PRIMARY KEY (kid)
    )`);
    await forcePolicy(runner, 'signing_keys', 'SELECT, INSERT, UPDATE', PLATFORM);
    await openToLookup(runner, 'signing_keys', 'kid, public_jwk, private_key, signs_from, expires_at');
    // By one clock, the database's, so that no process signs with a key that others do not verify yet.
    await createLookup(
      runner,
      'app_signing_keys()',
      'TABLE (kid text, public_jwk jsonb, private_key bytea, signs boolean)',
      `SELECT k.kid, k.public_jwk, k.private_key, k.signs_from <= clock_timestamp() FROM signing_keys k
        WHERE k.expires_at IS NULL OR k.expires_at > clock_timestamp() ORDER BY k.signs_from DESC, k.kid`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_signing_keys()');
    await runner.query('DROP TABLE signing_keys');
  }
}
