import { createHmac, hkdfSync } from 'node:crypto';
import { NONCE_BYTES, seal, TAG_BYTES, unseal } from '../crypto/aead.js';
import { Problem } from '../problem/index.js';

/** Of a cursor's first byte; another way to seal gets another one. */
const VERSION = 2;
/** Version and id of the key. */
const HEAD_BYTES = 3;
const SHORTEST = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

/** A key as one tenant has it. */
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

/** @param owner id of the tenant, or a text that is none for what is the platform's */
export function deriveCursorKey(kid: number, secret: Buffer, owner: string): CursorKey {
  const both = Buffer.from(hkdfSync('sha256', secret, '', `tributary cursors of ${owner}`, 64));
  return { kid, encrypt: both.subarray(0, 32), nonce: both.subarray(32) };
}

/**
 * The opaque places of one list of one tenant: AES-256-GCM with the list as additional data. The nonce is a MAC of what is
 * sealed (as in RFC 5297), so one place has one cursor, and a nonce never serves two.
 */
export class ListCursors {
  private readonly data: Buffer;

  /** @param list whose it is, which it is, and in which order */
  constructor(
    private readonly keys: CursorKeyRing,
    list: readonly string[],
  ) {
    // Ends with a byte that no JSON has, so that it and what follows cannot be read in two ways.
    this.data = Buffer.from(`${JSON.stringify(list)}\0`);
  }

  seal(place: string): string {
    const { kid, encrypt, nonce: secret } = this.keys.sealing;
    const nonce = createHmac('sha256', secret).update(this.data).update(place).digest();
    const sealed = seal(encrypt, this.data, Buffer.from(place), nonce.subarray(0, NONCE_BYTES));
    return Buffer.concat([Buffer.from([VERSION, kid >> 8, kid & 255]), sealed]).toString('base64url');
  }

  /**
   * The one way to open a cursor, on every route; undefined where there is none.
   * @throws Problem `invalid_cursor` if it is damaged, forged or of another list or tenant
   */
  open(cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    // Node reads over characters that are not base64url: the text must be the one that `seal` wrote.
    const whole = bytes.length >= SHORTEST && bytes.toString('base64url') === cursor;
    const key = whole && bytes[0] === VERSION ? this.keys.find(bytes.readUInt16BE(1)) : undefined;
    const place = key && unseal(key.encrypt, this.data, bytes.subarray(HEAD_BYTES));
    if (place) return place.toString();
    throw new Problem('invalid_cursor', 'Use the next_cursor of an answer of this same list, unaltered.');
  }
}
