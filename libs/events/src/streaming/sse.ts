import type { ListCursors } from '#libs/common';
import { eventJson, type EventRow } from '../reading/event.json.js';

/**
 * Server-sent events, in the format of the WHATWG's HTML standard. Our JSON holds no newline, so one `data` line is
 * enough.
 */

/** How long a browser waits before it reconnects. Milliseconds. */
const RETRY_MS = 1000;

export const opening = (cursors: ListCursors, position: string): string =>
  `retry: ${RETRY_MS}\n${place(cursors, position)}`;

/** Only the position: browsers dispatch no event for it, but keep it as the last id. */
export const place = (cursors: ListCursors, position: string): string =>
  `: here\nid: ${cursors.seal(position)}\n\n`;

export const messages = (cursors: ListCursors, rows: readonly EventRow[]): string =>
  rows.map((row) => `id: ${cursors.seal(row.position)}\ndata: ${eventJson(row).text}\n\n`).join('');

/**
 * The closing event: why the stream ends, as a problem document. Not named `error`, because browsers use that for lost
 * connections.
 */
export const farewell = (problem: object): string => `event: problem\ndata: ${JSON.stringify(problem)}\n\n`;
