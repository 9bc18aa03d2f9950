export type { Found } from './entries.js';
export * from './tenant-cache.js';
