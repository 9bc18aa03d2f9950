export * from './allowed-methods.js';
export { arrivals, openBody, IDLE_TIMEOUT_MS } from './body-stream.js';
export {
  type BodyFormat,
  bodyIsOutstanding,
  JSON_BODY,
  MERGE_PATCH_BODY,
  OPTIONAL_JSON_BODY,
  readBody,
  readJson,
} from './body.js';
export { AnswerMemory, unread } from './answer-memory.js';
export { canonicalAddress, clientAddresses, networkOf } from './client-address.js';
export { HeadHeaders } from './head-answer.js';
export * from './json-text.js';
export { IgnoresQuery } from './known-query.js';
export * from './merge-patch.js';
export * from './percent-encoding.js';
export * from './problem.filter.js';
export * from './reads-body.js';
export { isAlreadyKnown, requireMatch } from './etag.js';
export * from './reply.js';
