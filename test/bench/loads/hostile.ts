import { EVENT_FAMILIES, FORM_FAMILIES } from '../../cost/families.js';
import { asRequest } from './http-load.js';

/** Size of a body, decompressed: near the limits of the routes. Bytes. */
const EVENT_BYTES = 4 * 1024 * 1024;
const FORM_BYTES = 1_000 * 1024;

/** One request of each family of the cost suite, ready to send. */
export const hostileRequests = (token: string): Buffer[] =>
  [
    ...EVENT_FAMILIES.map((family) => ({ family, bytes: EVENT_BYTES })),
    ...FORM_FAMILIES.map((family) => ({ family, bytes: FORM_BYTES })),
  ].map(({ family: { method, path, type, encoding, make }, bytes }) => {
    const headers = `Content-Type: ${type}\r\n${encoding ? `Content-Encoding: ${encoding}\r\n` : ''}`;
    return asRequest(method, path, token, make!(bytes), headers);
  });
