import type { MigrationInterface, QueryRunner } from 'typeorm';

const owners = (...columns: string[]) => `CHECK (num_nonnulls(${columns.join(', ')}) = 1)`;

/** A token may belong to a service client, and is removed with it. */
export class ClientTokens1700000022100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_tokens ADD COLUMN owner_client_id uuid');
    await runner.query(
      'ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_client_fkey FOREIGN KEY (owner_client_id) REFERENCES service_clients (id) ON DELETE CASCADE',
    );
    await runner.query('ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_owner_check');
    const check = owners('owner_user_id', 'owner_client_id', 'device_id');
    await runner.query(`ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_owner_check ${check}`);
    await runner.query('CREATE INDEX api_tokens_client ON api_tokens (tenant_id, owner_client_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_tokens DROP COLUMN owner_client_id CASCADE');
    await runner.query('ALTER TABLE api_tokens DROP CONSTRAINT IF EXISTS api_tokens_owner_check');
    const check = owners('owner_user_id', 'device_id');
    await runner.query(`ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_owner_check ${check}`);
  }
}
