export * from './arrays.js';
export * from './database.module.js';
export * from './embedded/index.js';
export * from './inspect.js';
export * from './migrate.js';
export { MIGRATIONS } from './migrations/index.js';
export * from './scope/index.js';
