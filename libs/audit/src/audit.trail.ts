import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';

/** Owner of lines that belong to no tenant. No tenant has this id. */
export const PLATFORM_TRAIL: Tenant = { id: '0', key: '' };

/** What to record. Actor, address and request come from the context. */
export interface AuditNote {
  /** `subject.verb`, for example `device.update`. */
  readonly action: string;
  /** Public name of what was changed. */
  readonly target: string;
  readonly changes?: object;
}

/** A complete line, including what the context would add. */
export interface AuditLine extends AuditNote {
  readonly tenantId: string;
  readonly actor: string;
  readonly outcome: 'done' | 'denied';
  readonly code?: string;
  readonly count?: number;
  readonly requestId?: string;
  readonly address?: string;
}

/**
 * Writes the trail. The line of a mutation is part of its transaction: every change is recorded, and every recorded
 * change happened.
 */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
  ) {}

  /**
   * Records what the surrounding transaction does.
   * @param tenant owner of the trail; by default the bound tenant, or else the platform
   */
  record(manager: EntityManager, note: AuditNote, tenant: { id: string } = this.home): Promise<void> {
    const { request_id: requestId, address, actor = requestId ? 'anonymous' : 'system' } = this.context.trace;
    return this.write(manager, { ...note, tenantId: tenant.id, actor, outcome: 'done', requestId, address });
  }

  /** Records a note in a transaction of its own, in the trail of the bound tenant. */
  recordAlone(note: AuditNote): Promise<void> {
    return this.database.transaction((manager) => this.record(manager, note));
  }

  /**
   * Hand-written SQL, because platform code writes too and binds no tenant that a builder could add. A transaction of a
   * tenant that also reaches platform rows may write to the platform's trail.
   */
  async write(manager: EntityManager, line: AuditLine): Promise<void> {
    const insert = () => manager.query(INSERT, valuesOf(line));
    await (line.tenantId === PLATFORM_TRAIL.id ? this.context.runAs(PLATFORM_TRAIL, insert) : insert());
  }

  private get home(): { id: string } {
    return this.context.tenantOrNone ?? PLATFORM_TRAIL;
  }
}

const INSERT = `INSERT INTO audit_entries (tenant_id, actor, action, target, outcome, code, count, changes, request_id, address)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

const valuesOf = (line: AuditLine): unknown[] => [
  line.tenantId,
  line.actor,
  line.action,
  line.target,
  line.outcome,
  line.code ?? null,
  line.count ?? 1,
  line.changes ? JSON.stringify(line.changes) : null,
  line.requestId ?? null,
  line.address ?? null,
];
