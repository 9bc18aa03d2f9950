import type { Rate } from './stores/bucket.js';

/** A tenant's limits with all defaults filled in, named as in its settings. Rates are per second. */
export interface Limits {
  readonly events_per_second: number;
  readonly burst_events: number;
  readonly bytes_per_second: number;
  readonly burst_bytes: number;
  readonly device_events_per_second: number;
  readonly device_burst_events: number;
  readonly max_concurrent_requests: number;
  readonly requests_per_second: number;
  readonly burst_requests: number;
  readonly reads_per_second: number;
  readonly burst_reads: number;
}

/** The policies, as headers, problems and metrics name them. The order is that of the digits in the Lua script. */
export const POLICIES = [
  'events',
  'bytes',
  'device-events',
  'concurrent-requests',
  'requests',
  'reads',
] as const;
export type PolicyName = (typeof POLICIES)[number];

export const eventsRate = (limits: Limits): Rate => ({
  burst: limits.burst_events,
  perSecond: limits.events_per_second,
});
export const bytesRate = (limits: Limits): Rate => ({
  burst: limits.burst_bytes,
  perSecond: limits.bytes_per_second,
});
export const deviceRate = (limits: Limits): Rate => ({
  burst: limits.device_burst_events,
  perSecond: limits.device_events_per_second,
});

export const requestsRate = (limits: Limits): Rate => ({
  burst: limits.burst_requests,
  perSecond: limits.requests_per_second,
});
export const readsRate = (limits: Limits): Rate => ({
  burst: limits.burst_reads,
  perSecond: limits.reads_per_second,
});

/**
 * The share of the limits that each of several processes may grant while they cannot coordinate. At least one event
 * always fits.
 */
export function shareOf(limits: Limits, processes: number): Limits {
  const whole = (amount: number) => Math.max(1, Math.floor(amount / processes));
  return {
    events_per_second: limits.events_per_second / processes,
    burst_events: whole(limits.burst_events),
    bytes_per_second: limits.bytes_per_second / processes,
    burst_bytes: whole(limits.burst_bytes),
    device_events_per_second: limits.device_events_per_second / processes,
    device_burst_events: whole(limits.device_burst_events),
    max_concurrent_requests: whole(limits.max_concurrent_requests),
    requests_per_second: limits.requests_per_second / processes,
    burst_requests: whole(limits.burst_requests),
    reads_per_second: limits.reads_per_second / processes,
    burst_reads: whole(limits.burst_reads),
  };
}
