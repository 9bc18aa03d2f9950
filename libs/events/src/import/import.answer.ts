import { Problem, toProblem } from '#libs/common';
import { statusOf } from '../batch.reply.js';
import { type Outcome, succeeded, type EventResult } from '../ingest/outcome.js';

/** Chunks between two progress lines: some 10,000 events if they arrive fast. */
const CHUNKS_PER_PROGRESS = 10;

/** Of lines rejected in a row, this many are listed. The others are only counted. */
const LISTED_IN_A_ROW = 1_000;
/** An import ends after this many lines in a row that stored nothing (rejected or blank): the file holds no events. */
const MOST_IN_A_ROW = 10_000;

/** Results of a chunk that was stored. */
export interface ChunkResults {
  /** Line number (from 1) and result of each of its events. */
  readonly eventResults: readonly (readonly [line: number, eventResult: EventResult])[];
  /** The last line that was read, whether an event or blank. */
  readonly lines: number;
}

/** Makes the NDJSON lines that answer an import. Chunks come in order, so all lines up to `lines` are decided. */
export class ImportAnswer {
  private readonly summary: Partial<Record<Outcome, number>> = {};
  private lines = 0;
  private chunks = 0;
  private omitted = 0;
  /** Rejected lines in a row, which limits what is listed. Blank lines between them do not count. */
  private inARow = 0;
  /** The last line whose event was stored, now or before. */
  private storedAt = 0;

  /**
   * Lines for the events that failed, and a progress line when it is due; empty if there is neither.
   * @param quiet counts failed events and lists none
   */
  chunk({ eventResults, lines }: ChunkResults, quiet = false): string {
    this.lines = lines;
    let text = '';
    for (const [line, eventResult] of eventResults) {
      const { event_uid, outcome, error } = eventResult;
      this.summary[outcome] = (this.summary[outcome] ?? 0) + 1;
      this.inARow = succeeded(eventResult) ? 0 : this.inARow + 1;
      if (succeeded(eventResult)) {
        this.storedAt = line;
        continue;
      }
      if (quiet || this.inARow > LISTED_IN_A_ROW) this.omitted++;
      else text += asLine({ line, event_uid, outcome, ...statusOf(eventResult), error });
    }
    if (++this.chunks % CHUNKS_PER_PROGRESS || quiet) return text;
    return text + asLine({ progress: { lines, summary: this.summary } });
  }

  /** @throws Problem if the last 10,000 lines stored nothing */
  assertWorthwhile(): void {
    if (this.lines - this.storedAt < MOST_IN_A_ROW) return;
    const detail = `${MOST_IN_A_ROW} lines in a row were rejected or blank; later lines were not read. Check that the file holds events.`;
    throw new Problem('invalid_request', detail);
  }

  /** The last line. `omitted` counts failed lines that the summary has but the answer does not list. */
  end(): string {
    return asLine(this.sum);
  }

  private get sum() {
    const { summary, lines, omitted } = this;
    return { summary, lines, ...(omitted && { omitted }) };
  }

  /**
   * The last line of an import that stopped early. The events in its summary are stored; the fate of later ones is
   * unknown.
   */
  brokenOff(error: unknown): string {
    const { code, detail, status } = toProblem(error);
    return asLine({ error: { code, detail, status }, ...this.sum });
  }
}

const asLine = (value: object) => `${JSON.stringify(value)}\n`;
