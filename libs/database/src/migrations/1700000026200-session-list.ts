import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For lists of sessions: when each was last used, and from which address. */
export class SessionList1700000026200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE refresh_tokens
      ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN address text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_tokens DROP COLUMN created_at, DROP COLUMN address');
  }
}
