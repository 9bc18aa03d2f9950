export * from './catalog.js';
export * from './distribute.js';
export * from './distribution-plan.js';
export * from './layout.js';
