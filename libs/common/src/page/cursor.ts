import { createHmac, hkdfSync } from 'node:crypto';
import { NONCE_BYTES, seal, TAG_BYTES, unseal } from '../crypto/aead.js';
import { Problem } from '../problem/index.js';

/** First byte of a cursor, which identifies the way of sealing. */
const VERSION = 2;
/** Bytes for the version and the key id. */
const HEAD_BYTES = 3;
const SHORTEST = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

/** A key as derived for one tenant. */
export interface CursorKey {
  /** 1 to 65,535. */
  readonly kid: number;
  readonly encrypt: Buffer;
  readonly nonce: Buffer;
}

/** The keys of one tenant. */
export interface CursorKeyRing {
  readonly sealing: CursorKey;
  find(kid: number): CursorKey | undefined;
}

/** @param owner id of the tenant, or a text that is no id for lists of the platform */
export function deriveCursorKey(kid: number, secret: Buffer, owner: string): CursorKey {
  const both = Buffer.from(hkdfSync('sha256', secret, '', `tributary cursors of ${owner}`, 64));
  return { kid, encrypt: both.subarray(0, 32), nonce: both.subarray(32) };
}

/**
 * Seals and opens the cursors of one list of one tenant: AES-256-GCM with the list as additional data. The nonce is a
 * MAC of the content (as in RFC 5297), so one place has one cursor, and no nonce is used for two contents.
 */
export class ListCursors {
  private readonly data: Buffer;

  /** @param list owner, name and order of the list */
  constructor(
    private readonly keys: CursorKeyRing,
    list: readonly string[],
  ) {
    // Ends with a byte that JSON never contains, so that the boundary to the place is unambiguous.
    this.data = Buffer.from(`${JSON.stringify(list)}\0`);
  }

  seal(place: string): string {
    const { kid, encrypt, nonce: secret } = this.keys.sealing;
    const nonce = createHmac('sha256', secret).update(this.data).update(place).digest();
    const sealed = seal(encrypt, this.data, Buffer.from(place), nonce.subarray(0, NONCE_BYTES));
    return Buffer.concat([Buffer.from([VERSION, kid >> 8, kid & 255]), sealed]).toString('base64url');
  }

  /**
   * Opens a cursor; undefined if there is none. All routes use it.
   * @throws Problem `invalid_cursor` if it is damaged, forged, or belongs to another list or tenant
   */
  open(cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    // Node ignores characters that are not base64url, so compare with the text that `seal` wrote.
    const whole = bytes.length >= SHORTEST && bytes.toString('base64url') === cursor;
    const key = whole && bytes[0] === VERSION ? this.keys.find(bytes.readUInt16BE(1)) : undefined;
    const place = key && unseal(key.encrypt, this.data, bytes.subarray(HEAD_BYTES));
    if (place) return place.toString();
    throw new Problem(
      'invalid_cursor',
      'Use an unaltered next_cursor of the same list, with the same filters and order.',
    );
  }
}
