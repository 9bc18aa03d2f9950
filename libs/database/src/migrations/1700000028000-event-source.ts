import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The source of a CloudEvent. The column has no default, so no row is rewritten, and processes of the previous release
 * go on storing events, without a source.
 */
export class EventSource1700000028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events ADD COLUMN source text COLLATE "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events DROP COLUMN source');
  }
}
