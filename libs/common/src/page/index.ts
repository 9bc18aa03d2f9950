export * from './cursor.js';
export * from './page.js';
export * from './list-query.js';
