export * from './ability.guard.js';
export * from './ability.js';
export * from './can.js';
export * from './denials.js';
export * from './permissions.js';
export * from './principal.js';
