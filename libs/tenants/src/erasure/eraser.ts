import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { isForeignKeyViolation, TenantDatabase } from '#libs/database';
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

  /**
   * The table from which rows were removed; '' if nothing is left, or if a new row still refers to what was to be
   * removed; null if another process is at it.
   */
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
