/**
 * Arrays as PostgreSQL takes them in binary: neither side quotes, escapes or parses anything. As text, the quotes alone that
 * JSON is full of would make each payload a third longer. pg sends a Buffer as a binary parameter.
 */

const OIDS = { boolean: 16, text: 25, timestamptz: 1184, jsonb: 3802 } as const;
/** Dimensions, whether there are nulls, type; then of the one dimension its length and lower bound. Bytes. */
const HEAD = 20;
/** PostgreSQL counts from the year 2000, in microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const JSONB_VERSION = 1;

export const textArray = (values: readonly string[]): Buffer => texts(OIDS.text, values);

/** JSON texts; null where there is none. */
export const jsonbArray = (values: readonly (string | null)[]): Buffer =>
  texts(OIDS.jsonb, values, JSONB_VERSION);

export function booleanArray(values: readonly boolean[]): Buffer {
  const array = begin(OIDS.boolean, values, 5 * values.length);
  values.forEach((value, i) => {
    array.writeInt32BE(1, HEAD + 5 * i);
    array[HEAD + 5 * i + 4] = value ? 1 : 0;
  });
  return array;
}

/** Times in milliseconds since 1970; null where there is none. */
export function timestamptzArray(values: readonly (number | null)[]): Buffer {
  const given = values.reduce<number>((count, value) => count + Number(value !== null), 0);
  const array = begin(OIDS.timestamptz, values, 4 * values.length + 8 * given);
  let at = HEAD;
  for (const value of values) {
    at = array.writeInt32BE(value === null ? -1 : 8, at);
    // Beyond the years 1714 to 2285 microseconds are more than a double holds.
    if (value !== null) at = array.writeBigInt64BE(BigInt(value - EPOCH_MS) * 1000n, at);
  }
  return array;
}

/** @param prefix a byte that stands before each text */
function texts(oid: number, values: readonly (string | null)[], prefix?: number): Buffer {
  const before = prefix === undefined ? 0 : 1;
  let size = 0;
  for (const value of values) size += 4 + (value === null ? 0 : Buffer.byteLength(value) + before);
  const array = begin(oid, values, size);
  let at = HEAD;
  for (const value of values) {
    if (value === null) {
      at = array.writeInt32BE(-1, at);
      continue;
    }
    if (prefix !== undefined) array[at + 4] = prefix;
    const bytes = array.write(value, at + 4 + before) + before;
    array.writeInt32BE(bytes, at);
    at += 4 + bytes;
  }
  return array;
}

function begin(oid: number, values: readonly unknown[], size: number): Buffer {
  const array = Buffer.allocUnsafe(HEAD + size);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(Number(values.includes(null)), 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16);
  return array;
}
