import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { isForeignKeyViolation, TenantDatabase } from '#libs/database';
import { PeriodicTasks, TenantContext } from '#libs/tenancy';
import { TenantEntity } from '../tenant.entity.js';
import { Erasure } from './erasure.entity.js';
import { PeopleEraser } from './people-eraser.js';

/** Rows of one transaction: some ten milliseconds, so that nobody waits for its locks. */
const STEP = 1000;
const EVERY_MS = 30_000;
/** For so long what comes late is removed too: lines of the trail that a process still held. Milliseconds. */
const AFTERMATH_MS = 86_400_000;
/** Who was writing when the tenant was closed, by a look-up that is a second old, needs that long to end. */
const PAUSE_MS = 250;

/**
 * Removes tenants for whom that was ordered. All state is in the rows: each step removes some and counts them in one
 * transaction, so a process that dies leaves an order that is just less far, and whoever comes next goes on. A row that
 * somebody adds meanwhile is found by a later step; when the tenant's own row is gone, its foreign keys let none in.
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

  /** Begins with what is ordered; does not wait for it. */
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
    if (!order.finishedAt) await this.people.collect(order);
    while (!signal.aborted) {
      const began = performance.now();
      const table = await this.step(order);
      if (table === null) return;
      if (table === '' && (await this.people.erase(order))) continue;
      if (table === '' && (order.finishedAt || (await this.finish(order)))) return;
      // Half the time at most: the database is there for the others.
      await sleep(table ? performance.now() - began : PAUSE_MS);
    }
  }

  /** The table that rows were removed from; '' where nothing is left, or somebody added what holds it; null where it is not ours to do now. */
  private async step({ subjectId: id, subjectKey: key }: Erasure): Promise<string | null> {
    try {
      const [{ table }] = await this.context.runAs({ id, key }, () =>
        this.database.transaction<{ table: string | null }[]>((manager) =>
          manager.query('SELECT app_erase(tenant_id, $2) AS table FROM (SELECT $1::bigint AS tenant_id) t', [
            id,
            STEP,
          ]),
        ),
      );
      return table;
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      return '';
    }
  }

  /** Removes the tenant itself and closes the order, in one transaction. @returns false where something still refers to it */
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
