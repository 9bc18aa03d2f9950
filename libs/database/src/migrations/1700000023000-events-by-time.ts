import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A span of a device's events, and a span of receipt, are found without walking to them from the newest event. */
export class EventsByTime1700000023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX events_by_device_occurrence ON events (tenant_id, device_id, occurred_at)',
    );
    await runner.query('CREATE INDEX events_by_receipt ON events (tenant_id, received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX events_by_receipt');
    await runner.query('DROP INDEX events_by_device_occurrence');
  }
}
