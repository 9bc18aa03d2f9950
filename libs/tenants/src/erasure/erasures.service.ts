import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { type ListQuery, type Page, Problem, Reply, requireMatch, pathOf } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { TenantEntity } from '../tenant.entity.js';
import { Eraser } from './eraser.js';
import { Erasure } from './erasure.entity.js';
import { erasureView, type ErasureView } from './erasures.dto.js';

/** Accepts orders to erase tenants, and reports their progress. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
    private readonly eraser: Eraser,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Stores the order and suspends the tenant, in one transaction; then the work begins. A repeated request returns the
   * same order.
   * @returns 202 with the order.
   * @throws Problem
   */
  async request(key: string, ifMatch?: string): Promise<Reply> {
    const erasure = await this.database.runAsPlatform(`erase tenant ${key}`, async (manager) => {
      const tenant = await manager.findOne(TenantEntity, {
        where: { key },
        lock: { mode: 'pessimistic_write' },
      });
      if (!tenant) throw Problem.notFound();
      const known = await manager.findOneBy(Erasure, { subjectId: tenant.id });
      if (known) return known;
      requireMatch(ifMatch, tenant);
      const now = new Date();
      await manager.save(
        Object.assign(tenant, { status: 'suspended', erasureOrderedAt: now, updatedAt: now }),
      );
      const requestedBy = this.context.trace.actor ?? 'system';
      await manager.insert(Erasure, { subjectId: tenant.id, subjectKey: key, requestedBy });
      await this.audit.record(manager, { action: 'tenant.erase', target: `tenant:${key}` });
      return manager.findOneByOrFail(Erasure, { subjectId: tenant.id });
    });
    this.eraser.begin();
    return new Reply(erasureView(erasure), { location: pathOf('erasures', erasure.id) }, 202);
  }

  list(query: ListQuery): Promise<Page<ErasureView>> {
    return this.cursors.pageOfPlatform(['erasures'], query, {
      read: (after, take) =>
        this.database.runAsPlatform('list erasures', (manager) =>
          manager.find(Erasure, { where: after ? { id: MoreThan(after) } : {}, order: { id: 'ASC' }, take }),
        ),
      keyOf: ({ id }) => id,
      view: erasureView,
    });
  }

  /** @throws Problem `not_found` */
  async get(id: string): Promise<Erasure> {
    const erasure = await this.database.runAsPlatform('read erasure', (manager) =>
      manager.findOneBy(Erasure, { id }),
    );
    if (!erasure) throw Problem.notFound();
    return erasure;
  }
}
