import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The source of a CloudEvent, whole. A column without a default: no row is rewritten, and a process of the release before
 * goes on storing events, which have none.
 */
export class EventSource1700000028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events ADD COLUMN source text COLLATE "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events DROP COLUMN source');
  }
}
