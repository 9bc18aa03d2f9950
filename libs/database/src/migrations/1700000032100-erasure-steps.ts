import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropGiven, ERASER_ROLE, giveToLookup, SERVICE_ROLE } from './row-level-security.js';

/** Removed by the service itself: it may, and on Citus these rows have copies on every node. */
const OTHERS = ['memberships'];

/**
 * A step of an erasure in two functions: one removes rows of the tenant and runs where they are, the other counts them on
 * the receipt and runs where that is. On Citus these are different nodes.
 */
export class ErasureSteps1700000032100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tenants ADD COLUMN erasure_ordered_at timestamptz');
    await runner.query(`GRANT SELECT (erasure_ordered_at) ON tenants TO ${ERASER_ROLE}`);
    // Citus writes a column's default out, so it must be one that the service may give.
    await runner.query(`GRANT INSERT (last) ON event_heads TO ${SERVICE_ROLE}`);
    await this.createRows(runner);
    await this.createCount(runner);
  }

  /**
   * Removes at most so many rows of the current tenant from the first table that has any, and answers that table and how many;
   * '' if nothing is left, NULL if the tenant's erasure is not ordered. The tables come from the catalog, those that
   * refer to others first, so that none can be forgotten. Names of shards, which end in a number, are Citus' own.
   */
  private async createRows(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION app_erase_rows(tenant bigint, most integer) RETURNS text[]
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE target record; erased bigint;
      BEGIN
        PERFORM FROM tenants t WHERE t.id = tenant AND t.erasure_ordered_at IS NULL;
        IF FOUND THEN RETURN NULL; END IF;
        FOR target IN
          WITH RECURSIVE owned AS (
            SELECT c.oid, c.relname::text AS name FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
               AND c.relname <> ALL (ARRAY['${OTHERS.join(`', '`)}']) AND c.relname !~ '_[0-9]+$'),
          chain (oid, depth) AS (
            SELECT o.oid, 0 FROM owned o
            UNION
            SELECT f.conrelid, c.depth + 1 FROM chain c JOIN pg_constraint f ON f.confrelid = c.oid AND f.conrelid <> f.confrelid
             WHERE f.contype = 'f' AND c.depth < 32)
          SELECT o.name, max(c.depth) AS depth FROM owned o JOIN chain c USING (oid)
           GROUP BY o.name ORDER BY depth DESC, name
        LOOP
          EXECUTE format('DELETE FROM %1$I WHERE tenant_id = $1 AND ctid = ANY (ARRAY(SELECT ctid FROM %1$I WHERE tenant_id = $1 LIMIT $2))', target.name)
            USING tenant, most;
          GET DIAGNOSTICS erased = ROW_COUNT;
          IF erased > 0 THEN RETURN ARRAY[target.name, erased::text]; END IF;
        END LOOP;
        RETURN ARRAY['', '0'];
      END $$`);
    await giveToLookup(runner, 'app_erase_rows(bigint, integer)', ERASER_ROLE);
  }

  /** The receipt is not the service's to write. */
  private async createCount(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION app_note_erased(tenant bigint, source text, erased bigint) RETURNS void
      LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      UPDATE erasures e SET deleted = jsonb_set(e.deleted, ARRAY[source], to_jsonb(COALESCE((e.deleted ->> source)::bigint, 0) + erased))
       WHERE e.subject_id = tenant $$`);
    await giveToLookup(runner, 'app_note_erased(bigint, text, bigint)', ERASER_ROLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropGiven(runner, 'app_note_erased(bigint, text, bigint)', ERASER_ROLE);
    await dropGiven(runner, 'app_erase_rows(bigint, integer)', ERASER_ROLE);
    await runner.query(`REVOKE INSERT (last) ON event_heads FROM ${SERVICE_ROLE}`);
    await runner.query('ALTER TABLE tenants DROP COLUMN erasure_ordered_at');
  }
}
