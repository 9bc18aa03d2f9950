export { binaryMode } from './binary-mode.js';
export { CloudEvent, CloudEventBatch } from './cloud-event.js';
export { readBatched, readStructured } from './json-format.js';
