export * from './assert-role.js';
export * from './errors.js';
export * from './lookups.js';
export * from './prepared.js';
export { isDataException, isForeignKeyViolation, isUniqueViolation } from './sqlstates.js';
export * from './tenant-data-source.js';
export * from './tenant-database.js';
export * from './tenant-owned.js';
export * from './tenant.subscriber.js';
