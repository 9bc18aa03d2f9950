import type { Limits } from '#libs/limits';

/** Limits that no test reaches, for tests of other things. */
export const UNLIMITED: Limits = {
  events_per_second: 1e9,
  burst_events: 1e9,
  bytes_per_second: 1e9,
  burst_bytes: 1e9,
  device_events_per_second: 1e9,
  device_burst_events: 1e9,
  max_concurrent_requests: 1e9,
  requests_per_second: 1e9,
  burst_requests: 1e9,
  reads_per_second: 1e9,
  burst_reads: 1e9,
};
