export * from './fault.js';
export * from './parse.js';
export { pointerToken } from './pointer.js';
export { storedSize } from './stored-size.js';
