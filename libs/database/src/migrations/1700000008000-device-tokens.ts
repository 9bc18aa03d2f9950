import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A token may belong to a device instead of a person, and is removed with it. */
export class DeviceTokens1700000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_tokens ALTER COLUMN owner_user_id DROP NOT NULL');
    await runner.query('ALTER TABLE api_tokens ADD COLUMN device_id bigint');
    await runner.query(
      'ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_device_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE',
    );
    await runner.query(
      'ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_owner_check CHECK (num_nonnulls(owner_user_id, device_id) = 1)',
    );
    await runner.query('CREATE INDEX api_tokens_device ON api_tokens (tenant_id, device_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_tokens DROP COLUMN device_id CASCADE');
    await runner.query('ALTER TABLE api_tokens DROP CONSTRAINT IF EXISTS api_tokens_owner_check');
    await runner.query('ALTER TABLE api_tokens ALTER COLUMN owner_user_id SET NOT NULL');
  }
}
