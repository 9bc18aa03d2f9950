export * from './chores.js';
export * from './tenancy.module.js';
export * from './tenant-cache.js';
export * from './tenant-context.js';
