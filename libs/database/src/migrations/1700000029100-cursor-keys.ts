import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, forcePolicy, openToLookup, PLATFORM } from './row-level-security.js';

/** Keys that seal cursors. They are never removed, so that cursors stay valid. */
export class CursorKeys1700000029100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE cursor_keys (
      kid integer NOT NULL,
      secret bytea NOT NULL,
      encrypted_by text,
      seals_from timestamptz NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT cursor_keys_pkey PRIMARY KEY (kid)
    )`);
    await forcePolicy(runner, 'cursor_keys', 'SELECT, INSERT, UPDATE', PLATFORM);
    await openToLookup(runner, 'cursor_keys', 'kid, secret, encrypted_by, seals_from');
    await createLookup(
      runner,
      'app_cursor_keys()',
      'TABLE (kid integer, secret bytea, encrypted_by text, seals_from timestamptz)',
      'SELECT k.kid, k.secret, k.encrypted_by, k.seals_from FROM cursor_keys k ORDER BY k.kid DESC',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_cursor_keys()');
    await runner.query('DROP TABLE cursor_keys');
  }
}
