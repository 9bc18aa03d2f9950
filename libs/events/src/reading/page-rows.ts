import { DEFAULT_LIMIT, PAGE_BYTES } from '#libs/common';
import { type EventRow, sizeOf } from './event.json.js';

/**
 * Events that one statement reads for a page. Their size is unknown in advance, up to 256 KiB each. So a page is read
 * in steps, of at most 13 MiB and 16 MiB, until it has its number of events or its bytes. A usual page takes one step.
 */
const FIRST_ROWS = DEFAULT_LIMIT + 1;
const MORE_ROWS = 64;

/**
 * The rows of a page and one more, which shows whether there is a next page; fewer if they exceed the bytes of a page.
 * @param read reads up to `rows` rows after a position
 */
export async function pageRows(
  read: (rows: number, after: string | undefined) => Promise<EventRow[]>,
  limit: number,
  after: string | undefined,
): Promise<EventRow[]> {
  const rows: EventRow[] = [];
  let bytes = 0;
  while (rows.length <= limit && (bytes <= PAGE_BYTES || rows.length < 2)) {
    const most = Math.min(limit + 1 - rows.length, rows.length ? MORE_ROWS : FIRST_ROWS);
    const found = await read(most, rows.at(-1)?.position ?? after);
    for (const row of found) bytes += sizeOf(row);
    rows.push(...found);
    if (found.length < most) break;
  }
  return rows;
}
