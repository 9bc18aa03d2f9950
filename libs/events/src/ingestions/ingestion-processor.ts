import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Counted, Metrics, Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import type { TenantRecord } from '#libs/tenants';
import { type Item, type Summary, tell } from '../batch.reply.js';
import { toCloudEventError } from '../cloudevents/index.js';
import { IngestMetrics } from '../ingest/ingest.metrics.js';
import { Coalescer } from '../ingest/coalescer.js';
import type { EventResult } from '../ingest/outcome.js';
import { type Body, unpack } from './packed-events.js';
import { updated } from './fair-scheduler.js';

/** An ingestion that a worker has started. */
export interface Begun {
  readonly id: string;
  readonly tries: number;
  readonly events: number;
  readonly summary: Summary;
  readonly items: readonly Item[];
  readonly body: Buffer;
}

/** Counts the try before the work starts, so that work that kills its worker is counted too. */
const BEGIN = `
UPDATE ingestions SET status = 'processing', tries = tries + 1, scheduled_at = $3
 WHERE tenant_id = $1::bigint AND id = $2 AND status IN ('queued', 'processing')
RETURNING id, tries, events, summary, items, body`;

const FINISH = `
UPDATE ingestions SET status = 'done', summary = $3, items = $4, finished_at = $5, body = NULL
 WHERE tenant_id = $1::bigint AND id = $2 AND status = 'processing'`;

const GIVE_UP = `
UPDATE ingestions SET status = 'dead', summary = $3, finished_at = $4
 WHERE tenant_id = $1::bigint AND id = $2 AND status = 'processing'
RETURNING id`;

const LETTER = `
INSERT INTO dead_letters (tenant_id, ingestion_id, reason, detail, tries, events, created_at)
VALUES ($1::bigint, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant_id, ingestion_id) DO NOTHING`;

/** Stores an ingestion: its events and their results, in one transaction. */
@Injectable()
export class IngestionProcessor {
  private readonly letters: Counted<string>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly coalescer: Coalescer,
    private readonly metrics: IngestMetrics,
    registry: Metrics,
  ) {
    // Without labels, so that the series starts at 0: Prometheus sees no increase in the first value of a series.
    this.letters = registry.counter('dead_letters_total', 'Ingestions that this process gave up');
  }

  /** Counts a try. Undefined if the ingestion is finished or does not exist. */
  async begin(tenant: TenantRecord, id: string): Promise<Begun | undefined> {
    const [begun] = await this.database.transaction((manager) =>
      updated<Begun>(manager, BEGIN, [tenant.id, id, new Date()]),
    );
    return begun;
  }

  /** @throws Problem, or an error of the database; then nothing is stored */
  async store(tenant: TenantRecord, begun: Begun): Promise<void> {
    if (tenant.status === 'suspended') throw new Problem('tenant_suspended', 'The tenant is suspended.');
    const body = await unpack(begun.body);
    const eventResults = await this.coalescer.write(tenant, body.events, (manager, stored) =>
      this.finish(manager, tenant, begun, body, stored),
    );
    this.metrics.note(tenant, eventResults);
  }

  private async finish(
    manager: EntityManager,
    tenant: TenantRecord,
    begun: Begun,
    body: Body,
    stored: readonly EventResult[],
  ): Promise<void> {
    const { summary, items } = tell(
      stored.map((eventResult, i) =>
        toCloudEventError(eventResult, body.cloudEvent, pointerOfEvent(body, i)),
      ),
      true,
    );
    const { accepted: _, ...refused } = begun.summary;
    const failed = items.map((item) => ({ ...item, index: body.places[item.index] }));
    const all = [...begun.items, ...failed].sort((a, b) => a.index - b.index);
    const sum = JSON.stringify(added(summary, refused));
    await manager.query(FINISH, [tenant.id, begun.id, sum, JSON.stringify(all), new Date()]);
  }

  /** Marks the ingestion as dead and keeps its events for a replay. */
  async giveUp(tenant: TenantRecord, begun: Begun, reason: string, detail: string): Promise<void> {
    const { accepted = 0, ...refused } = begun.summary;
    const summary = JSON.stringify(added({ failed: accepted }, refused));
    const now = new Date();
    const given = await this.database.transaction(async (manager) => {
      const rows = await updated(manager, GIVE_UP, [tenant.id, begun.id, summary, now]);
      if (rows.length)
        await manager.query(LETTER, [tenant.id, begun.id, reason, detail, begun.tries, begun.events, now]);
      return rows.length;
    });
    this.letters.inc(given);
  }
}

/** Pointer of the event in the request. A validated event's pointer is that of the event itself. */
const pointerOfEvent = ({ events }: Body, i: number) => events[i].pointer;

function added(a: Summary, b: Summary): Summary {
  const sum: Summary = { ...a };
  for (const [outcome, count] of Object.entries(b) as [keyof Summary, number][])
    sum[outcome] = (sum[outcome] ?? 0) + count;
  return sum;
}
