import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CredentialRecheck } from '#libs/auth';
import { Config, Metrics, Problem, Reply } from '#libs/common';
import { Cursors, Announcements } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { boundedPayloadFilters } from '../reading/event-filters.js';
import { EventReader } from '../reading/event-reader.js';
import { eventsList } from '../reading/select-events.js';
import { EventStream } from './event-stream.js';
import type { StreamQuery } from './streams.dto.js';
import { Tail } from './tail.js';

/**
 * How often a stream checks for events without an announcement: while announcements work, and while they do not.
 * Milliseconds.
 */
const [POLL_HEARING_MS, POLL_DEAF_MS] = [30_000, 500];
/** Value of Retry-After: we cannot know when a stream of the tenant or of this process will end. Seconds. */
const RETRY_SECONDS = 5;

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store',
  // Without it nginx would hold events back until its buffer is full.
  'x-accel-buffering': 'no',
  connection: 'close',
};

/** The event streams of this process: opens, limits and ends them. */
@Injectable()
export class StreamsService implements OnModuleDestroy {
  private readonly logger = new Logger(StreamsService.name);
  private readonly open = new Set<EventStream>();
  private readonly tails = new Map<string, Tail>();
  private readonly ended;
  private draining = false;
  private hear?: () => void;

  constructor(
    private readonly config: Config,
    private readonly context: TenantContext,
    private readonly announcements: Announcements,
    private readonly reader: EventReader,
    private readonly recheck: CredentialRecheck,
    private readonly cursors: Cursors,
    metrics: Metrics,
  ) {
    metrics.gauge('event_streams', 'Event streams that are open', () => this.open.size);
    this.ended = metrics.counter('event_streams_ended_total', 'Event streams that ended, by reason', [
      'reason',
    ]);
  }

  /** Sends each stream a closing event. Readers resume at another process. */
  onModuleDestroy(): void {
    this.draining = true;
    for (const stream of this.open) stream.end(shuttingDown());
  }

  /**
   * A stream that begins after the last event that its reader has seen, or else with events stored from now on.
   * @throws Problem `invalid_cursor`, `throttled`, `overloaded`, `draining`, or what is wrong with the filters
   */
  async stream(request: FastifyRequest, query: StreamQuery, lastEventId?: string): Promise<Reply> {
    const { cursor, ...filters } = query;
    const cursors = await this.cursors.of(...eventsList('asc'));
    boundedPayloadFilters(filters);
    const given = cursors.open(lastEventId || cursor);
    const leave = this.enter();
    try {
      const after = given ?? (await this.reader.last());
      const { tail } = leave;
      const { recheck } = this;
      const heartbeatMs = this.config.STREAM_HEARTBEAT_SECONDS * 1000;
      const parts = { request, filters, after, cursors, tail, recheck, heartbeatMs };
      const stream = new EventStream(parts);
      this.open.add(stream);
      void this.keep(stream).finally(leave);
      tail.wake();
      return new Reply(stream.out, STREAM_HEADERS, 200);
    } catch (error) {
      leave();
      throw error;
    }
  }

  private newTail(): Tail {
    this.hear ??= this.announcements.listen((tenantIds) => {
      if (tenantIds === 'all') for (const tail of this.tails.values()) tail.wake();
      else for (const tenantId of tenantIds) this.tails.get(tenantId)?.wake();
    });
    const pollMs = () => (this.announcements.isHearing ? POLL_HEARING_MS : POLL_DEAF_MS);
    return new Tail(this.context.tenant, this.reader, this.context, pollMs);
  }

  private async keep(stream: EventStream): Promise<void> {
    const problem = await stream.run();
    this.open.delete(stream);
    this.ended.inc({ reason: problem?.code ?? 'reader' });
    if (problem && problem.status >= 500 && problem.code !== 'draining')
      this.logger.error({ msg: 'stream broken off', code: problem.code, err: problem.cause });
  }

  /** Takes a place. Call the result to give it back. */
  private enter(): (() => void) & { tail: Tail } {
    if (this.draining) throw shuttingDown();
    if (this.open.size >= this.config.MAX_STREAMS)
      throw new Problem(
        'overloaded',
        'This process has reached its limit of open event streams; try again later.',
        {
          retryAfter: RETRY_SECONDS,
        },
      );
    const { tenantId } = this.context;
    const tail = this.tails.get(tenantId) ?? this.newTail();
    const most = this.config.MAX_STREAMS_PER_TENANT;
    if (tail.streams >= most)
      throw new Problem(
        'throttled',
        `The tenant has reached its limit of ${most} open event streams; close one first.`,
        {
          retryAfter: RETRY_SECONDS,
          extensions: { violated_policies: ['event-streams'] },
        },
      );
    tail.streams++;
    this.tails.set(tenantId, tail);
    const leave = () => {
      if (--tail.streams) return;
      tail.close();
      this.tails.delete(tenantId);
    };
    return Object.assign(leave, { tail });
  }
}

const shuttingDown = () => new Problem('draining', 'The service is shutting down.', { retryAfter: 1 });
