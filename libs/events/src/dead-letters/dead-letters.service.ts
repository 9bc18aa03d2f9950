import { Injectable } from '@nestjs/common';
import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { type Page, parseTimestamp, Problem } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { Ingestion } from '../ingestions/ingestion.entity.js';
import { FairScheduler } from '../ingestions/fair-scheduler.js';
import { QueueMarks } from '../ingestions/queue-marks.js';
import { DeadLetter } from './dead-letter.entity.js';
import {
  type DeadLetterFilter,
  type DeadLetterView,
  deadLetterView,
  type ListDeadLetters,
  type ReplayView,
} from './dead-letters.dto.js';

/** Dead letters that one transaction replays. */
const AT_ONCE = 500;

/** Lists, replays and deletes ingestions that were given up. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly line: FairScheduler,
    private readonly marks: QueueMarks,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. */
  list({ limit, cursor, ...filter }: ListDeadLetters): Promise<Page<DeadLetterView>> {
    return this.cursors.page(
      ['dead-letters'],
      { limit, cursor },
      {
        read: (after, take) =>
          this.database.read((manager) => {
            const select = matching(manager, filter).orderBy('letter.number', 'DESC').limit(take);
            if (after !== undefined) select.andWhere('letter.number < :after', { after });
            return select.getMany();
          }),
        keyOf: (letter) => letter.number,
        view: deadLetterView,
      },
    );
  }

  /**
   * Queues its events again, with the count of tries at 0. This is safe: events that were stored meanwhile are
   * `duplicate`.
   */
  async replay(id: string): Promise<ReplayView> {
    await this.marks.mark(this.context.tenantId);
    await this.database.transaction(async (manager) => {
      const letter = await find(manager, id);
      await revive(manager, [letter]);
      await this.audit.record(manager, { action: 'dead_letter.replay', target: `dead_letter:${id}` });
    });
    await this.fill();
    return { count: 1, dry_run: false };
  }

  /** Replays all that match, oldest first. With `dryRun` it only counts them. */
  async replayAll(filter: DeadLetterFilter, dryRun: boolean): Promise<ReplayView> {
    if (dryRun) {
      const count = await this.database.transaction((manager) => matching(manager, filter).getCount());
      return { count, dry_run: true };
    }
    let count = 0;
    for (let replayed = AT_ONCE; replayed === AT_ONCE; count += replayed)
      replayed = await this.replayNext(filter);
    await this.fill();
    return { count, dry_run: false };
  }

  private async replayNext(filter: DeadLetterFilter): Promise<number> {
    await this.marks.mark(this.context.tenantId);
    return this.database.transaction((manager) => this.replaySome(manager, filter));
  }

  /** Deletes the dead letter and its events for good. */
  delete(id: string): Promise<void> {
    return this.database.transaction(async (manager) => {
      const { ingestionId } = await find(manager, id);
      await manager.delete(DeadLetter, { id });
      await manager.update(Ingestion, { id: ingestionId }, { body: null });
      await this.audit.record(manager, { action: 'dead_letter.delete', target: `dead_letter:${id}` });
    });
  }

  private async replaySome(manager: EntityManager, filter: DeadLetterFilter): Promise<number> {
    const letters = await matching(manager, filter)
      .orderBy('letter.number', 'ASC')
      .limit(AT_ONCE)
      .setLock('pessimistic_write')
      .getMany();
    if (!letters.length) return 0;
    await revive(manager, letters);
    await this.audit.record(manager, {
      action: 'dead_letter.replay',
      target: 'dead_letters',
      changes: { count: letters.length, filter },
    });
    return letters.length;
  }

  /** The ingestions are committed as queued. If this call fails, the next sweep schedules them. */
  private async fill(): Promise<void> {
    const tenant = await this.tenants.byKey(this.context.tenant.key);
    if (tenant) await this.line.fill(tenant).catch(() => undefined);
  }
}

function matching(manager: EntityManager, filter: DeadLetterFilter): SelectQueryBuilder<DeadLetter> {
  const { reason, created_from: from, created_to: to } = filter;
  const select = manager.createQueryBuilder(DeadLetter, 'letter');
  if (reason !== undefined) select.andWhere('letter.reason = :reason', { reason });
  if (from) select.andWhere('letter.createdAt >= :from', { from: new Date(parseTimestamp(from)!) });
  if (to) select.andWhere('letter.createdAt < :to', { to: new Date(parseTimestamp(to)!) });
  return select;
}

async function find(manager: EntityManager, id: string): Promise<DeadLetter> {
  const letter = await manager.findOne(DeadLetter, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!letter) throw Problem.notFound();
  return letter;
}

/** Queues the ingestions as if newly accepted, without a place in the queue yet, and removes their dead letters. */
async function revive(manager: EntityManager, letters: readonly DeadLetter[]): Promise<void> {
  await manager.delete(DeadLetter, { id: In(letters.map(({ id }) => id)) });
  await manager
    .createQueryBuilder()
    .update(Ingestion)
    .set({
      status: 'queued',
      tries: 0,
      scheduledAt: null,
      finishedAt: null,
      summary: () => `(summary - 'failed') || jsonb_build_object('accepted', events)`,
    })
    .where({ id: In(letters.map(({ ingestionId }) => ingestionId)), status: 'dead' })
    .execute();
}
