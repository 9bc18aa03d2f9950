export { linkNext } from './link.js';
export { pathOf } from './path.js';
