import { Injectable } from '@nestjs/common';
import { andThen, type Awaitable, FaultyItem, Reply } from '#libs/common';
import { type Decision, FRAMING_BYTES, Limiter } from '#libs/limits';
import type { TenantRecord } from '#libs/tenants';
import { payloadOf, type ValidatedEvent } from './validated-event.js';
import { refusal, type EventResult } from './outcome.js';

export interface Throttled {
  /** The result of each validated event that the limits reject; undefined for the others. */
  readonly refused: readonly (EventResult | undefined)[];
  readonly decision: Decision;
}

/**
 * Applies the limits of the tenant and its devices to the events of a request, in order: events that fit are admitted.
 */
@Injectable()
export class EventLimits {
  constructor(private readonly limiter: Limiter) {}

  /** @param rejected items that are rejected already. They are charged too, so that invalid events are not free */
  judge(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    rejected: readonly unknown[],
  ): Awaitable<Throttled> {
    const { limits } = tenant.settings;
    const costs = validatedEvents.map((validatedEvent) => ({
      device: validatedEvent.deviceUid,
      bytes: bytesOf(validatedEvent),
    }));
    const possible = costs.filter(({ bytes }) => bytes <= limits.burst_bytes);
    const taken = this.limiter.take({
      tenantId: tenant.id,
      limits,
      events: possible,
      rejected: {
        events: rejected.length,
        bytes: rejected.reduce<number>((sum, item) => sum + bytesOfRejected(item), 0),
      },
    });
    return andThen(taken, (decision) => {
      let next = 0;
      const refused = validatedEvents.map((validatedEvent, i) => {
        if (costs[i].bytes > limits.burst_bytes) return neverFits(validatedEvent, limits.burst_bytes);
        const policy = decision.short[next++];
        return policy && throttled(validatedEvent, policy);
      });
      return { refused, decision };
    });
  }
}

/** Adds the limits' headers to the answer. */
export function withLimits(reply: Reply, { headers, retryAfter }: Decision): Reply {
  const wait: Record<string, string> =
    retryAfter > 0 ? { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) } : {};
  return new Reply(reply.body, { ...reply.headers, ...headers, ...wait }, reply.status);
}

function bytesOf({ eventUid, deviceUid, type, payload, extensions, expansion = 0 }: ValidatedEvent): number {
  const text = eventUid.length + deviceUid.length + Buffer.byteLength(type) + Buffer.byteLength(payload);
  return FRAMING_BYTES + text + expansion + (extensions === null ? 0 : Buffer.byteLength(extensions));
}

/** As sent: what numbers would take in storage is not stored, and would make a small request drain the whole burst. */
function bytesOfRejected(item: unknown): number {
  const payload = payloadOf(item instanceof FaultyItem ? item.value : item);
  return FRAMING_BYTES + (payload ? Buffer.byteLength(payload.text) : 0);
}

const throttled = ({ eventUid, pointer }: ValidatedEvent, policy: string) =>
  refusal(eventUid, 'throttled', 'throttled', pointer, `over the limit of ${policy}; send it again later`);

const neverFits = ({ eventUid, pointer }: ValidatedEvent, most: number) =>
  refusal(
    eventUid,
    'invalid',
    'event_too_large',
    pointer,
    `has more than the ${most} bytes that the tenant may send at once`,
  );
