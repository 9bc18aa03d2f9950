export * from './fields.js';
export * from './input.pipe.js';
export { Nested } from './nested.js';
export * from './schemas.js';
export * from './validator.js';
