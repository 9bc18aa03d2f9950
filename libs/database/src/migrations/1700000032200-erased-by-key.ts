import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CURRENT_TENANT, openToEraser } from './row-level-security.js';

const TABLES = ['service_clients', 'refresh_tokens'];

/**
 * Platform rows that name a tenant by its key are removed by the platform. The eraser's policies found the key in
 * `tenants`; on Citus a policy may not read a table.
 */
export class ErasedByKey1700000032200 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP POLICY IF EXISTS ${table}_erase ON ${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const own = `tenant_key = (SELECT t.key FROM tenants t WHERE t.id = ${CURRENT_TENANT})`;
    for (const table of TABLES) {
      await runner.query(`DROP POLICY IF EXISTS ${table}_erase ON ${table}`);
      await openToEraser(runner, table, own);
    }
  }
}
