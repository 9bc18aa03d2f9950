import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, CURRENT_TENANT, dropGiven, PLATFORM } from './row-level-security.js';

/**
 * Reads the names of a tenant's members with a look-up. Until now the policy of `users` read memberships; on Citus a
 * policy may not read a table, because it is evaluated on the shards.
 */
export class PeopleInTenant1700000032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Only of the current tenant, for any argument., whatever is asked.
    await createLookup(
      runner,
      'app_people_in(tenant bigint, people bigint[])',
      'TABLE (id bigint, public_id uuid, name text)',
      `SELECT u.id, u.public_id, u.name FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.tenant_id = tenant AND m.tenant_id = ${CURRENT_TENANT} AND m.user_id = ANY (people)`,
    );
    await runner.query(`ALTER POLICY users_scope ON users USING (${PLATFORM})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER POLICY users_scope ON users USING (${PLATFORM}
      OR EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = ${CURRENT_TENANT} AND m.user_id = users.id))`);
    await dropGiven(runner, 'app_people_in(bigint, bigint[])');
  }
}
