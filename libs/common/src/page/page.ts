import { JsonText } from '../http/json-text.js';
import type { ListCursors } from './cursor.js';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;
/** Size of JSON at which a page ends early. A page has at least one item. Bytes. */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** One page of a list. */
export interface Page<T> {
  readonly data: T[];
  readonly next_cursor: string | null;
}

/** Makes a page from rows that were read with one more than `limit`, which shows whether there is a next page. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  cursors: ListCursors,
  keyOf: (row: Row) => string,
  view: (row: Row) => T,
): Page<T> {
  const data: T[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    const item = view(row);
    bytes += bytesOf(item);
    if (data.length && bytes > PAGE_BYTES) break;
    data.push(item);
  }
  const more = rows.length > data.length;
  return { data, next_cursor: more ? cursors.seal(keyOf(rows[data.length - 1])) : null };
}

const bytesOf = (item: unknown) =>
  Buffer.byteLength(item instanceof JsonText ? item.text : JSON.stringify(item));
