import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forcePolicy, PLATFORM } from './row-level-security.js';

/** Login attempts, shared by all processes: hashes of address and network, each with an end. */
export class LoginMarks1700000022200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE login_marks (
      key bytea NOT NULL,
      until timestamptz NOT NULL,
      CONSTRAINT login_marks_pkey PRIMARY KEY (key)
    )`);
    await runner.query('CREATE INDEX login_marks_until ON login_marks (until)');
    await forcePolicy(runner, 'login_marks', 'SELECT, INSERT, UPDATE, DELETE', PLATFORM);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE login_marks');
  }
}
