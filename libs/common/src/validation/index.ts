export * from './fields.js';
export * from './input.pipe.js';
export * from './schemas.js';
export * from './validator.js';
