import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Problem } from '../problem/index.js';

/** Which list, in which order, of which tenant a cursor belongs to. */
export type CursorScope = readonly string[];

const [NONCE_BYTES, TAG_BYTES] = [12, 16];
/** Of a cursor's first byte; another way to seal gets another one. */
const VERSION = 1;

interface Keys {
  readonly encrypt: Buffer;
  readonly nonce: Buffer;
}

const keysOf = (secret: Buffer): Keys => {
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `tributary cursors: ${use}`, 32));
  return { encrypt: derive('encrypt'), nonce: derive('nonce') };
};

/** Until the deployment's secret is known, nothing that is sealed can be opened elsewhere. */
let keys = keysOf(randomBytes(32));

/** Sets the deployment's secret. All processes of a deployment have the same; the cursors of another one are refused. */
export function sealCursorsWith(secret: Buffer): void {
  keys = keysOf(secret);
}

/**
 * An opaque place in a list, valid only for the same list of the same tenant: AES-256-GCM with the scope as additional
 * data. The nonce is a MAC of what is sealed (as in RFC 5297), so one place has one cursor, and a nonce never serves two.
 */
export function encodeCursor(scope: CursorScope, key: string): string {
  const data = dataOf(scope);
  const nonce = createHmac('sha256', keys.nonce).update(data).update(key).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.encrypt, nonce).setAAD(data);
  const sealed = [cipher.update(key, 'utf8'), cipher.final()];
  return Buffer.concat([Buffer.from([VERSION]), nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
}

/** The one way to open a cursor, on every route. @throws Problem `invalid_cursor` if it is damaged, forged or of another list or tenant */
export function decodeCursor(scope: CursorScope, cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const [start, end] = [1 + NONCE_BYTES, bytes.length - TAG_BYTES];
  // Node reads over characters that are not base64url: the text must be the one that encodeCursor wrote.
  if (bytes[0] !== VERSION || end < start || bytes.toString('base64url') !== cursor) throw invalid();
  try {
    const decipher = createDecipheriv('aes-256-gcm', keys.encrypt, bytes.subarray(1, start), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(dataOf(scope)).setAuthTag(bytes.subarray(end));
    return decipher.update(bytes.subarray(start, end), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw invalid(cause);
  }
}

/** Ends with a byte that no JSON has, so that it and what follows cannot be read in two ways. */
const dataOf = (scope: CursorScope) => Buffer.from(`${JSON.stringify(scope)}\0`);

const invalid = (cause?: unknown) =>
  new Problem('invalid_cursor', 'Use the next_cursor of an answer of this same list, unaltered.', { cause });
