import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type EventFilters, feed } from '#libs/client';
import type { Call, Command, Option } from './command.js';
import { connect, CONNECTION } from './connection.js';
import { Progress } from './progress.js';

/** Filters of commands that read events. */
export const FILTERS: Record<string, Option> = {
  device: { type: 'string', value: 'UID', help: 'of this device only' },
  type: { type: 'string', value: 'TYPE', multiple: true, help: 'of this type only' },
};

const PERIOD: Record<string, Option> = {
  from: { type: 'string', value: 'TIME', help: 'received at or after, RFC 3339' },
  to: { type: 'string', value: 'TIME', help: 'received before' },
};

export function filtersOf({ options }: Call): EventFilters {
  const named = {
    device_uid: options.device,
    type: options.type,
    received_from: options.from,
    received_to: options.to,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as EventFilters;
}

export const EXPORT: Command = {
  name: 'export',
  summary: 'Write the events of the tenant as NDJSON, oldest first',
  text: 'One event a line, in a form that `import` takes after `jq "del(.received_at,.position,.late)"`. Ends with what is stored\nwhen it gets there. The last cursor is told on standard error: --cursor goes on after it.',
  options: {
    out: { type: 'string', value: 'FILE', help: 'instead of standard output' },
    ...FILTERS,
    ...PERIOD,
    cursor: { type: 'string', value: 'CURSOR', help: 'go on where another export ended' },
    ...CONNECTION,
  },
  examples: [
    'export --out events.ndjson',
    'export --device sensor-1 --from 2026-01-01T00:00:00Z | jq .payload',
  ],
  run: exportEvents,
};

async function exportEvents(call: Call): Promise<void> {
  const { out, json } = call.options as { out?: string; json?: boolean };
  let cursor = call.options.cursor as string | undefined;
  const sink: Writable = out ? createWriteStream(out, { flags: cursor ? 'a' : 'w' }) : process.stdout;
  const progress = new Progress();
  let count = 0;
  const told = () => `${count.toLocaleString('en')} events, ${Math.round(count / progress.seconds)}/s`;
  for await (const page of feed(connect(call), filtersOf(call), cursor)) {
    const text = page.events.map((event) => `${JSON.stringify(event)}\n`).join('');
    if (!sink.write(text)) await once(sink, 'drain');
    cursor = page.cursor;
    count += page.events.length;
    progress.show(undefined, told());
  }
  if (out)
    await new Promise<void>((resolve, reject) => sink.end((e?: Error | null) => (e ? reject(e) : resolve())));
  if (json) process.stderr.write(`${JSON.stringify({ events: count, cursor: cursor ?? null })}\n`);
  else progress.end(undefined, `${told()}${cursor ? `; go on with --cursor ${cursor}` : ''}`);
}
