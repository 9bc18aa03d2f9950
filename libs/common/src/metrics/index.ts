export * from './metrics.js';
export * from './metrics.module.js';
export * from './top-tenants.js';
