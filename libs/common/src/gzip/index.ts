export { gunzipped, NotGzip } from './gunzipped.js';
