/**
 * Writes arrays in PostgreSQL's binary format, so that neither side quotes, escapes or parses. As text, each payload
 * would be a third longer because of the quotes in JSON. pg sends a Buffer as a binary parameter.
 */

const OIDS = { boolean: 16, text: 25, timestamptz: 1184, jsonb: 3802 } as const;
/** Dimensions, null flag, element type, then length and lower bound of the one dimension. Bytes. */
const HEAD = 20;
/** PostgreSQL counts microseconds from the year 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const JSONB_VERSION = 1;
const UINT32 = 2 ** 32;
/** Number of characters up to which a loop is faster than a call into Node's encoder. Measured. */
const SHORT = 48;
/** Most bytes that one UTF-16 unit takes in UTF-8. */
const WIDEST = 3;

/**
 * Buffer in which arrays are written, and from which they are copied once their size is known: counting the bytes of
 * short texts in advance would cost as much as writing them. One per process, because writing is synchronous.
 */
let scratch = Buffer.allocUnsafe(1 << 18);
/**
 * Characters of texts from which their bytes are counted in advance: the array gets a buffer of its own, of its exact
 * size, because growing and copying would make garbage of several times its size.
 */
const LARGE = 1 << 19;

/** Texts; null stays null. */
export const textArray = (values: readonly (string | null)[]): Buffer => texts(OIDS.text, values);

/** JSON texts; null stays null. */
export const jsonbArray = (values: readonly (string | null)[]): Buffer =>
  texts(OIDS.jsonb, values, JSONB_VERSION);

export function booleanArray(values: readonly boolean[]): Buffer {
  let at = begin(OIDS.boolean, values, 5 * values.length);
  for (const value of values) {
    at = scratch.writeInt32BE(1, at);
    scratch[at++] = value ? 1 : 0;
  }
  return cut(at);
}

/** Times in milliseconds since 1970; null stays null. */
export function timestamptzArray(values: readonly (number | null)[]): Buffer {
  let at = begin(OIDS.timestamptz, values, 12 * values.length);
  for (const value of values) {
    at = scratch.writeInt32BE(value === null ? -1 : 8, at);
    if (value !== null) at = writeTime(value - EPOCH_MS, at);
  }
  return cut(at);
}

function writeTime(ms: number, at: number): number {
  const us = ms * 1000;
  // Outside the years 1714 to 2285 a double cannot hold the microseconds.
  if (!Number.isSafeInteger(us)) return scratch.writeBigInt64BE(BigInt(ms) * 1000n, at);
  const high = Math.floor(us / UINT32);
  return scratch.writeUInt32BE(us - high * UINT32, scratch.writeInt32BE(high, at));
}

/** @param prefix a byte that precedes each text */
function texts(oid: number, values: readonly (string | null)[], prefix?: number): Buffer {
  let characters = 0;
  for (const value of values) if (value !== null) characters += value.length;
  if (characters <= LARGE) return cut(writeTexts(oid, values, prefix));
  const shared = scratch;
  scratch = Buffer.allocUnsafeSlow(sizeOf(values, prefix));
  writeTexts(oid, values, prefix, true);
  const own = scratch;
  scratch = shared;
  return own;
}

function sizeOf(values: readonly (string | null)[], prefix?: number): number {
  let size = HEAD;
  for (const value of values) size += value === null ? 4 : sizeOfText(value, prefix);
  return size;
}

const sizeOfText = (value: string, prefix?: number): number =>
  4 + Number(prefix !== undefined) + Buffer.byteLength(value);

/** @param isExact whether the buffer has the exact size already */
function writeTexts(
  oid: number,
  values: readonly (string | null)[],
  prefix: number | undefined,
  isExact = false,
): number {
  let at = begin(oid, values, 0);
  for (const value of values) {
    if (!isExact) reserve(at + 5 + WIDEST * (value?.length ?? 0));
    if (value === null) {
      at = scratch.writeInt32BE(-1, at);
      continue;
    }
    const length = at;
    at += 4;
    if (prefix !== undefined) scratch[at++] = prefix;
    at += value.length <= SHORT ? writeShort(value, at) : scratch.write(value, at);
    scratch.writeInt32BE(at - length - 4, length);
  }
  return at;
}

/** @returns the number of bytes written */
function writeShort(text: string, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return scratch.write(text, at);
    scratch[at + i] = code;
  }
  return text.length;
}

/** @param size bytes of the values, as far as known */
function begin(oid: number, values: readonly unknown[], size: number): number {
  reserve(HEAD + size);
  scratch.writeInt32BE(1, 0);
  scratch.writeInt32BE(Number(values.includes(null)), 4);
  scratch.writeInt32BE(oid, 8);
  scratch.writeInt32BE(values.length, 12);
  return scratch.writeInt32BE(1, 16);
}

function reserve(size: number): void {
  if (size <= scratch.length) return;
  const larger = Buffer.allocUnsafe(2 * size);
  scratch.copy(larger);
  scratch = larger;
}

const cut = (size: number): Buffer => Buffer.from(scratch.subarray(0, size));
