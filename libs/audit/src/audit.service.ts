import { Injectable } from '@nestjs/common';
import { type Page, parseTimestamp } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { AuditEntry } from './audit-entry.entity.js';
import { type AuditView, auditView, type ListAudit } from './audit.dto.js';
import { PLATFORM_TRAIL } from './audit.trail.js';
import { DenialLog } from './denial-log.js';

/** Matches an actor that is a person, and captures the public id. */
const PERSON = /^user:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

/** Reads the trail of the bound tenant, or the platform's own. */
@Injectable()
export class AuditService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly denials: DenialLog,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. */
  list(query: ListAudit): Promise<Page<AuditView>> {
    return this.cursors.page(['audit'], query, {
      read: async (after, take) => {
        await this.denials.settled();
        const entries = await this.read(query, after, take);
        const names = await this.namesOf(entries);
        return entries.map((entry) => ({ entry, names }));
      },
      keyOf: ({ entry }) => entry.id,
      view: ({ entry, names }) => auditView(entry, names),
    });
  }

  private read(
    { from, to, actor, action, target, outcome }: ListAudit,
    after: string | undefined,
    take: number,
  ) {
    return this.database.read((manager) => {
      const select = manager.createQueryBuilder(AuditEntry, 'entry').orderBy('entry.id', 'DESC').limit(take);
      for (const [column, value] of Object.entries({ actor, action, target, outcome }))
        if (value !== undefined) select.andWhere(`entry.${column} = :${column}`, { [column]: value });
      if (after !== undefined) select.andWhere('entry.id < :after', { after });
      if (from) select.andWhere('entry.createdAt >= :from', { from: new Date(parseTimestamp(from)!) });
      if (to) select.andWhere('entry.createdAt < :to', { to: new Date(parseTimestamp(to)!) });
      return select.getMany();
    });
  }

  /** Trails store ids. Current names are looked up when a trail is read; erased people have none. */
  private async namesOf(entries: readonly AuditEntry[]): Promise<Map<string, string>> {
    const people = [...new Set(entries.flatMap(({ actor }) => PERSON.exec(actor)?.[1] ?? []))];
    if (!people.length) return new Map();
    const rows = await this.database.lookup<{ id: string; name: string }>('app_names_of', [people]);
    return new Map(rows.map(({ id, name }) => [`user:${id}`, name]));
  }

  listPlatform(query: ListAudit): Promise<Page<AuditView>> {
    return this.context.runAs(PLATFORM_TRAIL, () => this.list(query));
  }
}
