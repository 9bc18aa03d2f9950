export * from './launcher.js';
export { freePort } from './secrets.js';
