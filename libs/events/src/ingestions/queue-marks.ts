import { Injectable } from '@nestjs/common';
import { platformSql, TenantDatabase } from '#libs/database';
import type { Tenant } from '#libs/tenancy';

/** For so long a process need not mark a tenant again; a mark is older when it is taken away. Milliseconds. */
const FRESH_MS = 30_000;
const OLD_SECONDS = 60;
/** Tenants that a process remembers to have marked. */
const MOST_REMEMBERED = 10_000;

const MARK = `INSERT INTO queue_marks (subject_id, marked_at) VALUES ($1::bigint, now())
  ON CONFLICT (subject_id) DO UPDATE SET marked_at = EXCLUDED.marked_at`;
const MARKED = `SELECT q.subject_id AS id, t.key FROM queue_marks q JOIN tenants t ON t.id = q.subject_id
  WHERE q.subject_id > $1::bigint ORDER BY q.subject_id LIMIT $2::bigint`;
const UNMARK = `DELETE FROM queue_marks WHERE subject_id = ANY ($1::bigint[]) AND marked_at < now() - make_interval(secs => ${OLD_SECONDS})`;

/** Which tenants may have unfinished ingestions. A process marks the tenant before it accepts one. */
@Injectable()
export class QueueMarks {
  /** When this process marked a tenant last. */
  private readonly markedAt = new Map<string, number>();

  constructor(private readonly database: TenantDatabase) {}

  /** To be called before what is accepted is committed, so that nobody overlooks it. */
  async mark(tenantId: string): Promise<void> {
    const now = performance.now();
    if (now - (this.markedAt.get(tenantId) ?? -Infinity) < FRESH_MS) return;
    await this.database.runAsPlatform('mark a queue', (manager) => platformSql(manager, MARK, [tenantId]));
    this.markedAt.delete(tenantId);
    this.markedAt.set(tenantId, now);
    if (this.markedAt.size > MOST_REMEMBERED) this.markedAt.delete(this.markedAt.keys().next().value!);
  }

  /** Marked tenants, by their ids, from the one after `after`. @param most all if it is left out */
  list(after = '0', most: number | null = null): Promise<Tenant[]> {
    return this.database.runAsPlatform('read the marks of queues', (manager) =>
      platformSql<Tenant>(manager, MARKED, [after, most]),
    );
  }

  /** Takes marks away where there was nothing to do; those that are fresh stay. */
  async unmark(ids: readonly string[]): Promise<void> {
    if (!ids.length) return;
    await this.database.runAsPlatform('take marks of queues away', (manager) =>
      platformSql(manager, UNMARK, [ids]),
    );
  }
}
