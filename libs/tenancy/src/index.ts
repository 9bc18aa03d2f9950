export * from './periodic-tasks.js';
export * from './tenancy.module.js';
export * from './cache/index.js';
export * from './tenant-context.js';
