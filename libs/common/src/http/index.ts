export * from './allowed-methods.js';
export * from './body.js';
export * from './json-text.js';
export * from './merge-patch.js';
export * from './problem.filter.js';
export * from './reads-body.js';
export * from './reply.js';
