export * from './tenant-settings.js';
export * from './tenant.entity.js';
export * from './tenants.module.js';
export * from './tenants.service.js';
