export * from './cursor.js';
export * from './page.js';
export * from './link.js';
export * from './list-query.js';
