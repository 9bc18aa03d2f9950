import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ERASER_ROLE, giveToLookup } from './row-level-security.js';

/** Trail lines that held names or addresses: actions, and the members of `changes`. */
const NAMES = [
  [`action = 'invitation.create'`, ['email']],
  [`action = 'token.create'`, ['name']],
  [`tenant_id = 0 AND action IN ('tenant.create', 'tenant.update', 'client.create')`, ['name']],
] as const;

/** Trails keep public ids. They are append-only for the service, and a tenant may limit their retention. */
export class AuditWithoutNames1700000026300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_entries', 'users'])
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    for (const [which, [member]] of NAMES)
      await runner.query(
        `UPDATE audit_entries SET changes = changes #- '{before,${member}}' #- '{after,${member}}' WHERE ${which} AND changes IS NOT NULL`,
      );
    await runner.query(
      `UPDATE audit_entries a SET target = COALESCE('user:' || (SELECT u.public_id FROM users u WHERE u.email = lower(substr(a.target, 6)) LIMIT 1), 'user:-')
        WHERE a.action = 'user.create' AND a.target LIKE 'user:%@%'`,
    );
    for (const table of ['audit_entries', 'users'])
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await runner.query(`GRANT SELECT (settings) ON tenants TO ${ERASER_ROLE}`);
    // The function takes the age from the setting, so the service can shorten no other trail, and none beyond the
    // setting.
    await runner.query(`CREATE FUNCTION app_purge_audit(tenant bigint, most integer) RETURNS bigint
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE purged bigint; keep integer;
      BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtextextended('app_purge_audit', tenant)) THEN RETURN NULL; END IF;
        SELECT (t.settings ->> 'audit_retention_days')::integer INTO keep FROM tenants t WHERE t.id = tenant;
        IF keep IS NULL THEN RETURN 0; END IF;
        DELETE FROM audit_entries a WHERE a.tenant_id = tenant AND a.id = ANY (ARRAY(
          SELECT o.id FROM (SELECT i.id, i.created_at FROM audit_entries i WHERE i.tenant_id = tenant ORDER BY i.id LIMIT most) o
           WHERE o.created_at < now() - make_interval(days => keep)));
        GET DIAGNOSTICS purged = ROW_COUNT;
        RETURN purged;
      END $$`);
    await giveToLookup(runner, 'app_purge_audit(bigint, integer)', ERASER_ROLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_purge_audit(bigint, integer)');
    await runner.query(`REVOKE SELECT (settings) ON tenants FROM ${ERASER_ROLE}`);
  }
}
