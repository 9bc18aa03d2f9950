export { arrivals, openBody, IDLE_TIMEOUT_MS } from './body-stream.js';
export type { Pace, Queue } from './body-pace.js';
export {
  type BodyFormat,
  bodyIsOutstanding,
  JSON_BODY,
  MERGE_PATCH_BODY,
  OPTIONAL_JSON_BODY,
  readBody,
  readJson,
} from './body.js';
export * from './reads-body.js';
