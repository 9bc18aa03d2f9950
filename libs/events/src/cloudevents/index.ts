export { binaryMode } from './binary-mode.js';
export { CloudEvent, CloudEventBatch, cloudEventIn, toCloudEventError } from './cloud-event.js';
export { type Attributes, extensionsOf, MAX_EXTENSIONS_BYTES } from './attributes.js';
export { isSameSource, sourceFault } from './source.js';
export { readBatched, readStructured } from './json-format.js';
