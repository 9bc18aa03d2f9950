export * from './arrays.js';
export * from './database.module.js';
export * from './embedded/index.js';
export * from './inspect.js';
export * from './migrate.js';
export { MIGRATIONS } from './migrations/index.js';
export { QUEUE_ROLE, QUEUE_SCHEMA } from './queue-schema.js';
export * from './schema-state.js';
export * from './scope/index.js';
