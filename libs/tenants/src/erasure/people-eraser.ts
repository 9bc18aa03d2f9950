import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail, PLATFORM_TRAIL } from '#libs/audit';
import { noteChanges, platformSql, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import type { Erasure } from './erasure.entity.js';

/** People that one transaction erases. */
const STEP = 50;

/**
 * Erases the people of an erased tenant who belong to no other. It stores who they are, next to the order, before the
 * memberships are removed, so that an interrupted erasure can continue.
 */
@Injectable()
export class PeopleEraser {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
  ) {}

  /** Stores the current and former members. Safe to repeat. */
  async collect({ id, subjectId, subjectKey }: Erasure): Promise<void> {
    await this.context.runAs({ id: subjectId, key: subjectKey }, () =>
      this.database.transactionWithPlatform(`collect the people of ${subjectKey}`, (manager) =>
        manager.query(COLLECT, [subjectId, id, subjectKey]),
      ),
    );
  }

  /** Erases those who have no other place. @returns whether there may be more */
  erase({ id, subjectId, subjectKey }: Erasure): Promise<boolean> {
    const work = async (manager: EntityManager) => {
      const asked = await platformSql<{ id: string }>(manager, NEXT, [id, STEP]);
      if (!asked.length) return false;
      const ids = asked.map((row) => row.id);
      const placed = await platformSql<{ id: string }>(manager, PLACED, [ids]);
      const placeless = ids.filter((id) => !placed.some((row) => row.id === id));
      const gone = returned(await platformSql(manager, ERASE, [placeless, subjectKey]));
      noteChanges(
        manager,
        ids.map((id) => `user:${id}`),
      );
      for (const { public_id } of gone) await this.note(manager, public_id);
      await platformSql(manager, RELEASE, [ids, subjectKey]);
      await platformSql(manager, 'DELETE FROM erasure_people WHERE erasure_id = $1 AND user_id = ANY ($2)', [
        id,
        ids,
      ]);
      if (gone.length) await manager.query(COUNT, [subjectId, gone.length]);
      return true;
    };
    return this.context.runAs({ id: subjectId, key: subjectKey }, () =>
      this.database.transactionWithPlatform(`erase people of ${subjectKey}`, work),
    );
  }

  private note(manager: EntityManager, publicId: string): Promise<void> {
    return this.audit.record(manager, { action: 'user.delete', target: `user:${publicId}` }, PLATFORM_TRAIL);
  }
}

/** TypeORM returns the rows of a DELETE together with their number. */
const returned = (answer: unknown): { public_id: string }[] =>
  (answer as [{ public_id: string }[], number])[0];

const COLLECT = `INSERT INTO erasure_people (erasure_id, user_id)
  SELECT $2::uuid, m.user_id FROM memberships m WHERE m.tenant_id = $1
  UNION SELECT $2::uuid, u.id FROM users u WHERE u.proved_by @> ARRAY[$3::text]
  ON CONFLICT DO NOTHING`;
/** Locks the people, so that no other tenant admits them meanwhile: admitting locks the same row. */
const NEXT = `SELECT u.id FROM users u JOIN erasure_people p ON p.user_id = u.id
  WHERE p.erasure_id = $1 ORDER BY u.id LIMIT $2 FOR UPDATE OF u`;
/**
 * Finds people who are members of a tenant. Separate from ERASE, because Citus calls no look-up inside a statement on
 * its tables.
 */
const PLACED = `SELECT DISTINCT i.id FROM unnest($1::bigint[]) AS i (id), app_memberships_of(i.id)`;
const ERASE = `DELETE FROM users u WHERE u.id = ANY ($1::bigint[]) AND u.platform_role IS NULL
  AND u.proved_by <@ ARRAY[$2::text] RETURNING u.public_id`;
/** The key may be given to a new tenant, which has confirmed nobody's address. */
const RELEASE = `UPDATE users SET proved_by = array_remove(proved_by, $2) WHERE id = ANY ($1::bigint[])`;
const COUNT = `SELECT app_note_erased($1::bigint, 'users', $2::bigint)`;
