export * from './erasure/eraser.js';
export * from './erasure/erasure.entity.js';
export * from './every-tenant.js';
export * from './retention-cutoffs.js';
export * from './tenant-settings.js';
export * from './tenant.entity.js';
export * from './tenants.module.js';
export * from './tenants.service.js';
