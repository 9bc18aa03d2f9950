import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Call, type Command, EXIT, UsageError } from '../command.js';
import { connect, CONNECTION } from '../connection.js';
import { beginning, type Beginning, partOf } from '../transfer/export-part.js';
import { exported, type ExportFormat } from '../transfer/export-stream.js';
import { FILTERS, filtersOf, PERIOD } from '../filters.js';
import { Progress } from '../progress.js';

export const EXPORT: Command = {
  name: 'export',
  summary: 'Write the events of the tenant as NDJSON or CSV, in the order they were stored',
  text: `The export has every event that is stored when it begins, each once, even if the connection breaks. FILE exists only
once it is complete; until then it is FILE.part, and after an interruption --resume continues it. NDJSON lines are in a
form that \`import\` accepts. For later events, use \`tail --json\`.`,
  options: {
    out: { type: 'string', value: 'FILE', help: 'write to FILE instead of standard output' },
    format: {
      type: 'string',
      value: 'FORMAT',
      help: 'ndjson or csv; by default from the extension of FILE, or ndjson',
    },
    resume: { type: 'boolean', help: 'continue the FILE.part of a run with the same filters' },
    ...FILTERS,
    ...PERIOD,
    ...CONNECTION,
  },
  examples: [
    'export --out events.ndjson',
    'export --out january.csv --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z',
    'export --device sensor-1 | jq .payload',
  ],
  run: exportEvents,
};

async function exportEvents(call: Call): Promise<number> {
  const { out, json } = call.options as { out?: string; json?: boolean };
  const [format, tributary, filters] = [formatOf(call), connect(call), filtersOf(call)];
  const start = await startOf(call, out, format);
  const sink: Writable = out ? createWriteStream(partOf(out), { flags: start.flags }) : process.stdout;
  const failed = once(sink, 'error').then(([error]: Error[]) => Promise.reject(error!));
  failed.catch(() => undefined);
  const progress = new Progress();
  let [count, stopped] = [0, false];
  process.once('SIGINT', () => (stopped = true));
  const told = () => `${count.toLocaleString('en')} events, ${Math.round(count / progress.seconds)}/s`;
  try {
    const pieces = exported(tributary, filters, format, start.after, (why) =>
      console.error(`\n${why.message}; continuing after ${count.toLocaleString('en')} events.`),
    );
    for await (const { text, events } of pieces) {
      if (!sink.write(text)) await Promise.race([once(sink, 'drain'), failed]);
      count += events;
      progress.show(undefined, told());
      if (stopped) throw new Error('Interrupted');
    }
  } catch (error) {
    // The reader has closed the pipe, as `head` does.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return EXIT.done;
    if (out) await finished(sink.end());
    const what = out ? `${partOf(out)} has` : 'The output has';
    progress.end(
      undefined,
      `${what} ${told()}, but is not complete${out ? '; continue it with --resume' : ''}.`,
    );
    if (stopped) return EXIT.failed;
    throw error;
  }
  if (out) {
    await finished(sink.end());
    await rename(partOf(out), out);
  }
  progress.end(undefined, `${told()}${out ? ` in ${out}` : ''}`);
  if (json) (out ? console.log : console.error)(JSON.stringify({ events: count, file: out ?? null }));
  return EXIT.done;
}

function formatOf({ options }: Call): ExportFormat {
  const format =
    (options.format as string | undefined) ?? (/\.csv$/i.test(String(options.out)) ? 'csv' : 'ndjson');
  if (format === 'ndjson' || format === 'csv') return format;
  throw new UsageError(`--format must be ndjson or csv, not ${format}.`);
}

async function startOf({ options }: Call, out: string | undefined, format: ExportFormat): Promise<Beginning> {
  if (!options.resume) return { flags: 'w' };
  if (!out) throw new UsageError('--resume continues a file: add --out FILE.');
  if (!existsSync(partOf(out)))
    throw new UsageError(`There is no ${partOf(out)} to continue; leave out --resume.`);
  return beginning(partOf(out), format);
}
