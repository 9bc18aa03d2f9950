import { encodeCursor, type CursorScope } from './cursor.js';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

/** One page of a list. */
export interface Page<T> {
  readonly data: T[];
  readonly next_cursor: string | null;
}

/** Makes a page of rows that were read with one more than `limit`, to see whether there is a next page. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  scope: CursorScope,
  keyOf: (row: Row) => string,
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const more = rows.length > limit;
  return {
    data: shown.map(view),
    next_cursor: more ? encodeCursor(scope, keyOf(shown[shown.length - 1])) : null,
  };
}
