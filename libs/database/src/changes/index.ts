export * from './change-poll.js';
export * from './note-changes.js';
export * from './stamped.js';
