import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores with each link who made it and the basis of the decision. Older links have neither, so they cannot be checked
 * again: they end and must be made again.
 */
export class Links1700000026100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['invitations', 'password_resets']) {
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
      await runner.query(`DELETE FROM ${table}`);
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE ${table}
        ADD COLUMN maker_user_id bigint,
        ADD COLUMN maker_client_id uuid,
        ADD COLUMN maker_token_id uuid,
        ADD COLUMN maker_is_staff boolean NOT NULL,
        ADD COLUMN basis text NOT NULL,
        ADD CONSTRAINT ${table}_maker_user_fkey FOREIGN KEY (maker_user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD CONSTRAINT ${table}_maker_client_fkey FOREIGN KEY (maker_client_id) REFERENCES service_clients (id) ON DELETE CASCADE,
        ADD CONSTRAINT ${table}_maker_check CHECK (num_nonnulls(maker_user_id, maker_client_id) = 1)`);
    }
    await runner.query('ALTER TABLE invitations RENAME COLUMN roles TO role_ids');
    await runner.query(`ALTER TABLE password_resets
      ADD COLUMN issued_in bigint NOT NULL,
      ADD CONSTRAINT password_resets_tenant_fkey FOREIGN KEY (issued_in) REFERENCES tenants (id) ON DELETE CASCADE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE password_resets DROP COLUMN issued_in');
    await runner.query('ALTER TABLE invitations RENAME COLUMN role_ids TO roles');
    for (const table of ['invitations', 'password_resets'])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN maker_user_id, DROP COLUMN maker_client_id,
        DROP COLUMN maker_token_id, DROP COLUMN maker_is_staff, DROP COLUMN basis`);
  }
}
