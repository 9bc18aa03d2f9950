export * from './cursor.js';
export * from './page.js';
export * from './link.interceptor.js';
export * from './list-query.js';
