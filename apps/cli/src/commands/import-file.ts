import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipped } from '#libs/common';
import { type Call, type Command, EXIT, numberOf } from '../command.js';
import { connect, CONNECTION, credentialOf, tenantKeyOf } from '../connection.js';
import { type Failure, sendLines, type Summary } from '../transfer/import-request.js';
import { ImportMemory, type ImportState } from '../transfer/import-state.js';
import { answer, counted } from '../output.js';
import { Progress } from '../progress.js';

/** Pauses between two attempts. The last one repeats. Milliseconds. */
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];
/** Limit of failed lines that are shown, because many would hide everything else. */
const SHOWN = 10;

export const IMPORT: Command = {
  name: 'import',
  args: ['FILE'],
  summary: 'Store a file of events, one JSON object a line, plain or .gz',
  text: `Continues by itself after a break. If interrupted, repeat the command to continue. Events that are stored
already are \`duplicate\`, so starting again is safe too. Exits with 3 if lines were rejected.`,
  options: {
    fresh: { type: 'boolean', help: 'start at the first line, even if an earlier run was interrupted' },
    patience: { type: 'string', value: 'SECONDS', default: '300', help: 'how long to try without progress' },
    ...CONNECTION,
  },
  examples: ['import events.ndjson', 'import backup.ndjson.gz --tenant acme --json'],
  run: importFile,
};

async function importFile(call: Call): Promise<number> {
  const [file] = call.args as [string];
  const tributary = connect(call);
  const patience = numberOf(call, 'patience');
  const destination = [tributary.baseUrl, tenantKeyOf(call), credentialOf(call)];
  const memory = await ImportMemory.of(file, destination);
  const total = (await stat(file)).size;
  const progress = new Progress();
  let state: ImportState = (!call.options.fresh && (await memory.load())) || { lines: 0, summary: {} };
  if (state.lines) console.error(`Continuing after line ${state.lines.toLocaleString('en')}.`);
  const [first, refused] = [state.lines, [] as Failure[]];
  let [failures, read, moved] = [0, 0, performance.now()];
  const told = () =>
    `${state.lines.toLocaleString('en')} lines, ${Math.round((state.lines - first) / progress.seconds)}/s: ${counted(state.summary)}`;

  for (let pause = 0; ;) {
    const before = state;
    let saving = Promise.resolve();
    let unreadable: Error | undefined;
    const ended = await sendLines(
      tributary,
      linesAfter(
        file,
        before.lines,
        (bytes) => (read = bytes),
        (error) => (unreadable = error),
      ),
      {
        progress: (lines, summary) => {
          state = { lines: before.lines + lines, summary: sum(before.summary, summary) };
          if (lines) [moved, pause] = [performance.now(), 0];
          saving = saving.then(() => memory.save(state));
          progress.show(read / total, told());
        },
        failure: (failure) => {
          if (++failures <= SHOWN) refused.push({ ...failure, line: before.lines + failure.line });
        },
      },
    );
    await saving;
    if (unreadable) throw unreadable;
    if (!ended.broken) break;
    if (performance.now() - moved > patience * 1000) throw ended.broken;
    console.error(`\n${ended.broken.message}; retrying after line ${state.lines.toLocaleString('en')}.`);
    await sleep(PAUSES_MS[Math.min(pause++, PAUSES_MS.length - 1)]);
  }
  await memory.forget();
  progress.end(1, told());
  for (const failure of refused) console.error(JSON.stringify(failure));
  if (failures > SHOWN) console.error(`… and ${failures - SHOWN} more lines were rejected.`);
  answer(call, state, `Done: ${counted(state.summary)}.`);
  return failures ? EXIT.refused : EXIT.done;
}

/**
 * Reads the file from the line after `lines`.
 * @param seen gets the number of bytes read so far
 * @param failed gets the error if the file cannot be read; the sender itself only sees its request break
 */
async function* linesAfter(
  file: string,
  lines: number,
  seen: (bytes: number) => void,
  failed: (error: Error) => void,
): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const plain = (file.endsWith('.gz') ? gunzipped(source) : source) as AsyncIterable<Buffer>;
  let left = lines;
  try {
    for await (const chunk of plain) {
      seen(source.bytesRead);
      let from = 0;
      for (; left > 0; left--) {
        const end = chunk.indexOf(10, from);
        if (end < 0) break;
        from = end + 1;
      }
      if (!left) yield from ? chunk.subarray(from) : chunk;
    }
  } catch (error) {
    const { message } = error as Error;
    failed(Object.assign(new Error(`${file} cannot be read: ${message}`), { code: 'unreadable' }));
    throw error;
  }
}

function sum(a: Summary, b: Summary): Summary {
  const total = { ...a };
  for (const [outcome, count] of Object.entries(b)) total[outcome] = (total[outcome] ?? 0) + count;
  return total;
}
