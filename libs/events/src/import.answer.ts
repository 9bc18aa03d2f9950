import { toProblem } from '#libs/common';
import { statusOf } from './batch.reply.js';
import { type Outcome, succeeded, type Verdict } from './outcome.js';

/** Chunks between two progress lines: some 10,000 events where they come fast. */
const CHUNKS_PER_PROGRESS = 10;

/** What is known of a chunk once it is stored. */
export interface ChunkVerdicts {
  /** Line number, from 1, and verdict of each of its events. */
  readonly verdicts: readonly (readonly [line: number, verdict: Verdict])[];
  /** The last line that was looked at, an event or blank. */
  readonly lines: number;
}

/** The lines that answer an import, as NDJSON. Told of chunks in their order, so that all lines up to `lines` are decided. */
export class ImportAnswer {
  private readonly summary: Partial<Record<Outcome, number>> = {};
  private lines = 0;
  private chunks = 0;

  /** What failed in the chunk, and how far we are when it is time to say so; empty where there is nothing to say. */
  chunk({ verdicts, lines }: ChunkVerdicts): string {
    this.lines = lines;
    let text = '';
    for (const [line, verdict] of verdicts) {
      const { event_uid, outcome, error } = verdict;
      this.summary[outcome] = (this.summary[outcome] ?? 0) + 1;
      if (!succeeded(verdict)) text += asLine({ line, event_uid, outcome, ...statusOf(verdict), error });
    }
    if (++this.chunks % CHUNKS_PER_PROGRESS) return text;
    return text + asLine({ progress: { lines, summary: this.summary } });
  }

  /** The last line. */
  end(): string {
    return asLine({ summary: this.summary, lines: this.lines });
  }

  /** The last line where the import could not go on: what is counted in it is stored, what came after is not known. */
  brokenOff(error: unknown): string {
    const { code, detail, status } = toProblem(error);
    return asLine({ error: { code, detail, status }, summary: this.summary, lines: this.lines });
  }
}

const asLine = (value: object) => `${JSON.stringify(value)}\n`;
