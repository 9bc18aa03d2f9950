export * from './fault.js';
export { isStorableNumber } from './numbers.js';
export * from './parse.js';
export { pointerToken } from './pointer.js';
export { storedSize, storedSizeInSteps } from './stored-size.js';
