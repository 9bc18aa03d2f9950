export { DEFAULT_RETRY, type RetryPolicy } from './backoff.js';
export { Batcher, type BatcherOptions } from './batcher.js';
export { BATCH_LIMITS, type BatchLimits, sendAll, sendBatch } from './batches.js';
export { ERROR_CODES, type ErrorCode } from './codes.js';
export type { Credential } from './credentials.js';
export { ConnectionError, type Problem, TributaryError } from './errors.js';
export { feed, type EventFilters, type FeedPage } from './feed.js';
export { follow, type Followed, type FollowOptions } from './follow.js';
export type { components, paths } from './schema.js';
export {
  type Event,
  type EventInput,
  type Stored,
  Tributary,
  type TributaryOptions,
  unwrap,
  type Verdict,
} from './tributary.js';
