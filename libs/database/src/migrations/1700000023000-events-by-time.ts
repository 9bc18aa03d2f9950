import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexOnline, replaceIndexOnline } from './online.js';

/**
 * Indexes that find a span of time without walking to it from the newest event, and its positions without reading the
 * events: each index includes them.
 */
export class EventsByTime1700000023000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexOnline(
      runner,
      'events_by_device_occurrence',
      'ON events (tenant_id, device_id, occurred_at, position)',
    );
    await createIndexOnline(runner, 'events_by_receipt', 'ON events (tenant_id, received_at, position)');
    // Comes last, because it would be built again if the migration runs again.
    await replaceIndexOnline(runner, 'events_by_occurrence', 'ON events (tenant_id, occurred_at, position)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX events_by_receipt');
    await runner.query('DROP INDEX events_by_device_occurrence');
    await runner.query('DROP INDEX events_by_occurrence');
    await runner.query('CREATE INDEX events_by_occurrence ON events (tenant_id, occurred_at)');
  }
}
