import { Problem, toProblem } from '#libs/common';
import { statusOf } from '../batch.reply.js';
import { type Outcome, succeeded, type EventResult } from '../ingest/outcome.js';

/** Chunks between two progress lines: some 10,000 events where they come fast. */
const CHUNKS_PER_PROGRESS = 10;

/** Of lines that are refused one after the other so many are listed; the others are counted. */
const LISTED_IN_A_ROW = 1_000;
/** After so many lines in a row that stored nothing, refused or blank, an import ends: it is no file of events. */
const MOST_IN_A_ROW = 10_000;

/** What is known of a chunk once it is stored. */
export interface ChunkResults {
  /** Line number, from 1, and result of each of its events. */
  readonly eventResults: readonly (readonly [line: number, eventResult: EventResult])[];
  /** The last line that was looked at, an event or blank. */
  readonly lines: number;
}

/** The lines that answer an import, as NDJSON. Told of chunks in their order, so that all lines up to `lines` are decided. */
export class ImportAnswer {
  private readonly summary: Partial<Record<Outcome, number>> = {};
  private lines = 0;
  private chunks = 0;
  private omitted = 0;
  /** Refused lines in a row, for what is listed; blank lines between them do not count. */
  private inARow = 0;
  /** The last line that stored an event, or found it stored. */
  private storedAt = 0;

  /**
   * What failed in the chunk, and how far we are when it is time to say so; empty where there is nothing to say.
   * @param quiet counts what failed and says nothing
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

  /** @throws Problem if nothing but refused and blank lines came for long */
  assertWorthwhile(): void {
    if (this.lines - this.storedAt < MOST_IN_A_ROW) return;
    const detail = `${MOST_IN_A_ROW} lines in a row were refused or blank; nothing behind them was looked at.`;
    throw new Problem('invalid_request', detail);
  }

  /** The last line; `omitted` are the failed lines that are counted in the summary and were not listed. */
  end(): string {
    return asLine(this.sum);
  }

  private get sum() {
    const { summary, lines, omitted } = this;
    return { summary, lines, ...(omitted && { omitted }) };
  }

  /** The last line where the import could not go on: what is counted in it is stored, what came after is not known. */
  brokenOff(error: unknown): string {
    const { code, detail, status } = toProblem(error);
    return asLine({ error: { code, detail, status }, ...this.sum });
  }
}

const asLine = (value: object) => `${JSON.stringify(value)}\n`;
