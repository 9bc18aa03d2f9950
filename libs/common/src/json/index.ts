export * from './fault.js';
export * from './parse.js';
export { pointerToken } from './pointer.js';
