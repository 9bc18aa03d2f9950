export * from './audit-entry.entity.js';
export * from './audit.module.js';
export * from './audit.trail.js';
export * from './changes.js';
export * from './denial-log.js';
