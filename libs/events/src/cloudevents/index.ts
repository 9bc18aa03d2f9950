export { binaryMode } from './binary-mode.js';
export { CloudEvent, CloudEventBatch, cloudEventIn, inItsTerms } from './cloud-event.js';
export { readBatched, readStructured } from './json-format.js';
