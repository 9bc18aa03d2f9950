export * from './child.js';
export * from './process-end.js';
export * from './supervise.js';
export * from './verdict.js';
