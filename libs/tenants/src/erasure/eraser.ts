import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { isForeignKeyViolation, platformSql, TenantDatabase } from '#libs/database';
import { PeriodicTasks, TenantContext } from '#libs/tenancy';
import { TenantEntity } from '../tenant.entity.js';
import { Erasure } from './erasure.entity.js';
import { PeopleEraser } from './people-eraser.js';

/** Rows that one transaction removes: some ten milliseconds, so that nobody waits long for its locks. */
const STEP = 1000;
const EVERY_MS = 30_000;
/** How long late rows are removed too, for example trail lines that a process still held. Milliseconds. */
const AFTERMATH_MS = 86_400_000;
/** Pause in which writers end that saw the tenant as active, from a look-up of up to a second ago. Milliseconds. */
const PAUSE_MS = 250;

/** Lock of the process that erases; the other processes try again later. */
const RECEIPT = 'SELECT id FROM erasures WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED';
/** Only a function call, so that Citus runs it on the node with the tenant's rows. */
const ERASE = 'SELECT app_erase_rows($1::bigint, $2::integer) AS erased';
const NOTE = 'SELECT app_note_erased($1::bigint, $2::text, $3::bigint)';
const MEMBERSHIPS = 'DELETE FROM memberships WHERE tenant_id = $1::bigint';
/** Platform tables with rows that name a tenant by its key. */
const BY_KEY = ['service_clients', 'refresh_tokens'];

/**
 * Erases tenants, by order. All state is in rows: each step removes some and counts them in one transaction. If a
 * process dies, the next one continues the order where it stopped. A later step finds rows that are added meanwhile;
 * once the tenant's own row is removed, foreign keys reject new ones.
 */
@Injectable()
export class Eraser implements OnModuleInit {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
    private readonly chores: PeriodicTasks,
    private readonly people: PeopleEraser,
  ) {}

  onModuleInit(): void {
    this.chores.add('erasure', EVERY_MS, (signal) => this.round(signal), 0);
  }

  /** Starts on the open orders and does not wait for the end. */
  begin(): void {
    void this.chores.run('erasure');
  }

  private async round(signal: AbortSignal): Promise<void> {
    const since = new Date(Date.now() - AFTERMATH_MS);
    const orders = await this.database.runAsPlatform('look for erasures', (manager) =>
      manager.find(Erasure, { where: [{ finishedAt: IsNull() }, { finishedAt: MoreThan(since) }] }),
    );
    for (const order of orders) if (!signal.aborted) await this.erase(order, signal);
  }

  private async erase(order: Erasure, signal: AbortSignal): Promise<void> {
    await this.assertOrdered(order);
    if (!order.finishedAt) await this.people.collect(order);
    while (!signal.aborted) {
      const began = performance.now();
      const table = await this.step(order);
      if (table === null) return;
      if (table === '' && (await this.people.erase(order))) continue;
      if (table === '' && (order.finishedAt || (await this.finish(order)))) return;
      // Pauses as long as the step took, because the database is there for others too.
      await sleep(table ? performance.now() - began : PAUSE_MS);
    }
  }

  /** The previous release did not record its orders in the tenant's row, which PostgreSQL checks. */
  private async assertOrdered({ subjectId: id, subjectKey }: Erasure): Promise<void> {
    await this.database.runAsPlatform(`note that the erasure of ${subjectKey} is ordered`, (manager) =>
      manager.update(TenantEntity, { id, erasureOrderedAt: IsNull() }, { erasureOrderedAt: new Date() }),
    );
  }

  /**
   * The table from which rows were removed; '' if nothing is left, or if a new row still refers to what was to be
   * removed; null if another process is at it.
   */
  private async step({ id, subjectId, subjectKey: key }: Erasure): Promise<string | null> {
    const work = async (manager: EntityManager) => {
      const [receipt] = await platformSql(manager, RECEIPT, [id]);
      if (!receipt) return null;
      const [table, count] = await this.remove(manager, subjectId, key);
      if (table) await manager.query(NOTE, [subjectId, table, count]);
      return table;
    };
    try {
      return await this.context.runAs({ id: subjectId, key }, () =>
        this.database.transactionWithPlatform(`erase rows of ${key}`, work),
      );
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      return '';
    }
  }

  /**
   * Removes rows of the first table that has any.
   * @returns the table and the number of rows
   */
  private async remove(manager: EntityManager, id: string, key: string): Promise<readonly [string, number]> {
    const [{ erased }]: { erased: [string, string] | null }[] = await manager.query(ERASE, [id, STEP]);
    if (!erased) throw new Error(`The erasure of ${key} is not ordered`);
    if (erased[0]) return [erased[0], Number(erased[1])];
    const [, members] = (await manager.query(MEMBERSHIPS, [id])) as [[], number];
    if (members) return ['memberships', members];
    for (const table of BY_KEY) {
      const text = `DELETE FROM ${table} WHERE tenant_key = $1`;
      const [, count] = (await platformSql(manager, text, [key])) as unknown as [[], number];
      if (count) return [table, count];
    }
    return ['', 0];
  }

  /** Removes the tenant's row and closes the order, in one transaction. @returns false if a row still refers to it */
  private async finish(order: Erasure): Promise<boolean> {
    try {
      return await this.database.runAsPlatform(`finish erasure of ${order.subjectKey}`, async (manager) => {
        const { affected } = await manager.update(
          Erasure,
          { id: order.id, finishedAt: IsNull() },
          { finishedAt: new Date() },
        );
        if (!affected) return true;
        await manager.delete(TenantEntity, { id: order.subjectId });
        const { deleted } = await manager.findOneByOrFail(Erasure, { id: order.id });
        const changes = { before: deleted, after: {} };
        await this.audit.record(manager, {
          action: 'tenant.erased',
          target: `tenant:${order.subjectKey}`,
          changes,
        });
        return true;
      });
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      return false;
    }
  }
}
