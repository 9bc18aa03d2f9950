import { waitFor } from './stores/bucket.js';
import type { Demand, Taken } from './stores/limit-store.js';
import { bytesRate, deviceRate, eventsRate, type Limits, type PolicyName } from './policy.js';
import { type PolicyState, type RateLimitHeaders, rateLimitHeaders } from './rate-limit-headers.js';

/** What the limits decided on a request's events. */
export interface Decision {
  /** For each event, the policy that had no room for it; undefined if it is admitted. */
  readonly short: readonly (PolicyName | undefined)[];
  /** Policies that refused something, each once. */
  readonly violated: readonly PolicyName[];
  /**
   * Seconds until the refused events fit; if they exceed a burst, until a whole burst fits; 0 if nothing was refused.
   * It holds for a tenant that sends nothing else meanwhile.
   */
  readonly retryAfter: number;
  readonly headers: RateLimitHeaders;
}

export function decide({ events }: Pick<Demand, 'events'>, taken: Taken): Decision {
  const { limits } = taken;
  const refused = events.filter((_, i) => taken.short[i] !== undefined);
  return {
    short: taken.short,
    violated: [...new Set(taken.short)].filter((policy) => policy !== undefined),
    retryAfter: refused.length ? waitForAll(limits, refused, taken) : 0,
    headers: rateLimitHeaders(limits, statesOf(taken)),
  };
}

function waitForAll(limits: Limits, refused: Demand['events'], taken: Taken): number {
  const ofDevice = new Map<string, number>();
  let bytes = 0;
  for (const event of refused) {
    ofDevice.set(event.device, (ofDevice.get(event.device) ?? 0) + 1);
    bytes += event.bytes;
  }
  let wait = waitFor(taken.events, refused.length, eventsRate(limits));
  wait = Math.max(wait, waitFor(taken.bytes, bytes, bytesRate(limits)));
  for (const [device, events] of ofDevice)
    wait = Math.max(wait, waitFor(taken.devices.get(device)!, events, deviceRate(limits)));
  return wait;
}

/** Levels of the tenant's buckets, and of the fullest device bucket. */
function statesOf({ events, bytes, requests, devices }: Taken): PolicyState[] {
  const states: PolicyState[] = [
    { policy: 'events', level: events },
    { policy: 'bytes', level: bytes },
  ];
  let fullest: [device: string, level: number] | undefined;
  for (const each of devices) if (!fullest || each[1] > fullest[1]) fullest = each;
  if (fullest) states.push({ policy: 'device-events', device: fullest[0], level: fullest[1] });
  states.push({ policy: 'requests', level: requests });
  return states;
}
