import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forcePolicy, PLATFORM } from './row-level-security.js';

/** Which tenants may have unfinished ingestions, so that a search for work need not ask every tenant. */
export class QueueMarks1700000032300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE queue_marks (
      subject_id bigint NOT NULL,
      marked_at timestamptz NOT NULL,
      CONSTRAINT queue_marks_pkey PRIMARY KEY (subject_id)
    )`);
    await forcePolicy(runner, 'queue_marks', 'SELECT, INSERT, UPDATE, DELETE', PLATFORM);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE queue_marks');
  }
}
