export * from './catalog.js';
export * from './distribute.js';
export * from './distribution-plan.js';
export * from './inspect-citus.js';
export * from './layout.js';
export * from './rebalance.js';
