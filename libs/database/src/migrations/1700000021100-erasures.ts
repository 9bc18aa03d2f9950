import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  CURRENT_TENANT,
  ERASER_ROLE,
  forcePolicy,
  giveToLookup,
  openToEraser,
  PLATFORM,
} from './row-level-security.js';

/** Platform tables with rows that belong to a tenant by its key. */
const BY_KEY = ['service_clients', 'refresh_tokens'];
const OWN_KEY = `tenant_key = (SELECT t.key FROM tenants t WHERE t.id = ${CURRENT_TENANT})`;
const OWNED = `SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`;

/**
 * Erasure of a tenant. The receipt outlives the tenant, so it has no foreign keys: it holds the tenant's id, which is
 * never reused, and its key.
 */
export class Erasures1700000021100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE erasures (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      subject_id bigint NOT NULL,
      subject_key text COLLATE "C" NOT NULL,
      requested_by text COLLATE "C" NOT NULL,
      requested_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      deleted jsonb NOT NULL DEFAULT '{}',
      CONSTRAINT erasures_pkey PRIMARY KEY (id),
      CONSTRAINT erasures_subject_unique UNIQUE (subject_id)
    )`);
    await forcePolicy(runner, 'erasures', 'SELECT, INSERT, UPDATE (finished_at)', PLATFORM);
    await runner.query(
      `CREATE POLICY erasures_erase ON erasures TO ${ERASER_ROLE} USING (subject_id = ${CURRENT_TENANT})`,
    );
    await runner.query(`GRANT SELECT, UPDATE (deleted) ON erasures TO ${ERASER_ROLE}`);
    for (const table of await this.olderTables(runner)) await openToEraser(runner, table);
    for (const table of BY_KEY) await openToEraser(runner, table, OWN_KEY);
    await this.createErase(runner);
  }

  /**
   * One step: removes at most a number of rows of the current tenant, for which an erasure must be recorded, from the
   * first table that has any, and counts them in the same transaction. The tables come from the catalog, so that none
   * can be forgotten; referring tables come first. Returns the table; '' if nothing is left; NULL if there is no
   * erasure, or another process is at it.
   */
  private async createErase(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION app_erase(tenant bigint, most integer) RETURNS text
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE receipt uuid; target record; erased bigint;
      BEGIN
        SELECT e.id INTO receipt FROM erasures e WHERE e.subject_id = tenant FOR UPDATE SKIP LOCKED;
        IF receipt IS NULL THEN RETURN NULL; END IF;
        FOR target IN
          WITH RECURSIVE owned AS (${OWNED}),
          chain (oid, depth) AS (
            SELECT o.oid, 0 FROM owned o
            UNION
            SELECT f.conrelid, c.depth + 1 FROM chain c JOIN pg_constraint f ON f.confrelid = c.oid AND f.conrelid <> f.confrelid
             WHERE f.contype = 'f' AND c.depth < 32)
          SELECT o.name, max(c.depth) AS depth, 'tenant_id = $1' AS own FROM owned o JOIN chain c USING (oid) GROUP BY o.name
          UNION ALL
          SELECT name, 0, 'tenant_key = (SELECT t.key FROM tenants t WHERE t.id = $1)' FROM unnest(ARRAY['${BY_KEY.join(`', '`)}']) AS name
           ORDER BY depth DESC, name
        LOOP
          EXECUTE format('DELETE FROM %1$I WHERE %2$s AND ctid = ANY (ARRAY(SELECT ctid FROM %1$I WHERE %2$s LIMIT $2))', target.name, target.own)
            USING tenant, most;
          GET DIAGNOSTICS erased = ROW_COUNT;
          CONTINUE WHEN erased = 0;
          UPDATE erasures e SET deleted = jsonb_set(e.deleted, ARRAY[target.name], to_jsonb(COALESCE((e.deleted ->> target.name)::bigint, 0) + erased))
           WHERE e.id = receipt;
          RETURN target.name;
        END LOOP;
        RETURN '';
      END $$`);
    await giveToLookup(runner, 'app_erase(bigint, integer)', ERASER_ROLE);
  }

  /** Tenant-owned tables that were created before forceTenantPolicy opened them to erasure. */
  private async olderTables(runner: QueryRunner): Promise<string[]> {
    const rows: { name: string }[] = await runner.query(
      `${OWNED} AND c.relname <> 'events' ORDER BY c.relname`,
    );
    return rows.map(({ name }) => name);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_erase(bigint, integer)');
    await runner.query('DROP TABLE erasures');
    for (const table of [...(await this.olderTables(runner)), ...BY_KEY]) {
      await runner.query(`DROP POLICY ${table}_erase ON ${table}`);
      await runner.query(`REVOKE ALL ON ${table} FROM ${ERASER_ROLE}`);
    }
  }
}
