import { setTimeout as sleep } from 'node:timers/promises';
import { type Tributary, TributaryError } from '#libs/client';

export type ExportFormat = 'ndjson' | 'csv';

const ACCEPT: Record<ExportFormat, string> = { ndjson: 'application/x-ndjson', csv: 'text/csv' };
/** Breaks in a row without a new event after which the export fails. Before each, the client itself has retried. */
const BREAKS = 5;
/** Milliseconds. */
const PAUSE_MS = 500;

/** Complete lines that have arrived, and their number of events. */
export interface Piece {
  readonly text: Buffer;
  readonly events: number;
}

/**
 * One export, in complete lines. If the answer breaks off, it continues after the last event, so that each event occurs
 * once. One piece is in memory.
 * @param after position of the last event that exists already; for CSV, the header then exists too
 * @throws TributaryError if the service rejects the request, Error if the connection keeps breaking
 */
export async function* exported(
  tributary: Tributary,
  filters: Record<string, string | string[]>,
  format: ExportFormat,
  after?: number,
  broken: (why: Error, after: number | undefined) => void = () => undefined,
): AsyncGenerator<Piece> {
  let headed = after !== undefined;
  for (let breaks = 0; ;) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(filters))
      for (const each of [value].flat()) query.append(name, each);
    if (after !== undefined) query.set('after_position', String(after));
    const init = { headers: { accept: ACCEPT[format] } };
    try {
      const answer = await tributary.request(`/v1/events/export?${query}`, init);
      let heads = format === 'csv' ? 1 : 0;
      for await (const lines of wholeLines(answer.body as unknown as AsyncIterable<Uint8Array>)) {
        const events = countOf(lines) - heads;
        const text = heads && headed ? lines.subarray(lines.indexOf(10) + 1) : lines;
        [heads, headed] = [0, true];
        if (events) [after, breaks] = [positionOf(lines, format), 0];
        if (text.length) yield { text, events };
      }
      return;
    } catch (error) {
      if (error instanceof TributaryError || ++breaks >= BREAKS) throw error;
      broken(error as Error, after);
      await sleep(PAUSE_MS);
    }
  }
}

/** Cuts the input at line ends. Neither format has a line break within an event. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(10) + 1;
    if (end) yield Buffer.concat([...parts, chunk.subarray(0, end)]);
    parts = end ? [chunk.subarray(end)] : [...parts, chunk];
  }
}

function countOf(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) count++;
  return count;
}

/** The position of the last event in complete lines. @throws Error if there is none */
export function positionOf(lines: Buffer, format: ExportFormat): number {
  const line = lines.subarray(lines.lastIndexOf(10, lines.length - 2) + 1).toString();
  if (format === 'ndjson') return (JSON.parse(line) as { position: number }).position;
  const position = /^(?:"(?:[^"]|"")*",){5}"(\d+)"/.exec(line)?.[1];
  if (!position) throw new Error(`No event ends with: ${line.slice(0, 80)}`);
  return Number(position);
}
