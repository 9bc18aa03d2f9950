import { type EventRow, isOmitted, omission } from './event.json.js';

/** Columns, in order. */
const COLUMNS = [
  'event_uid', 'device_uid', 'type', 'occurred_at', 'received_at', 'position', 'late', 'payload', 'extensions', 'source',
] as const; // prettier-ignore

/**
 * Matches cells that a spreadsheet takes for a formula (OWASP, CSV injection): these characters, also full-width and
 * small forms. They may follow what a spreadsheet strips first: white space, a byte order mark, invisible characters,
 * quotes.
 */
const FORMULA = /^(?:[\t\r\n]|[\p{Z}\p{C}"'`]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B])/u;

/**
 * CSV by RFC 4180: a header, CRLF, every cell quoted. A `'` precedes a cell that a spreadsheet would run as a formula,
 * which makes it text. Use NDJSON to get exact values.
 */
export const CSV_HEADER = line(COLUMNS);

export const csvLine = (row: EventRow): string =>
  line(
    COLUMNS.map((column) => {
      const value = column === 'payload' && isOmitted(row) ? `{${omission(row)}}` : row[column];
      return value instanceof Date ? value.toISOString() : String(value ?? '');
    }),
  );

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
