import type { ListCursors } from '#libs/common';
import { eventJson, type EventRow } from '../reading/event.json.js';

/** Server-sent events, as the WHATWG's HTML standard writes them. JSON of ours holds no newline, so that a line is enough. */

/** Milliseconds that a browser waits before it comes again. */
const RETRY_MS = 1000;

export const opening = (cursors: ListCursors, position: string): string =>
  `retry: ${RETRY_MS}\n${place(cursors, position)}`;

/** Nothing but where we are: dispatches no event, but is remembered as the last id. */
export const place = (cursors: ListCursors, position: string): string =>
  `: here\nid: ${cursors.seal(position)}\n\n`;

export const messages = (cursors: ListCursors, rows: readonly EventRow[]): string =>
  rows.map((row) => `id: ${cursors.seal(row.position)}\ndata: ${eventJson(row).text}\n\n`).join('');

/** The last that is said: why the stream ends, as the document of a problem. Not `error`, which is what browsers call lost connections. */
export const farewell = (problem: object): string => `event: problem\ndata: ${JSON.stringify(problem)}\n\n`;
