import { follow } from '#libs/client';
import { type Call, type Command, numberOf } from '../command.js';
import { connect, CONNECTION } from '../connection.js';
import { FILTERS, filtersOf } from '../filters.js';

export const TAIL: Command = {
  name: 'tail',
  summary: 'Show events as they are stored, until interrupted',
  text: 'Reconnects after every break without missing an event. With --json each line has an `id` for --after.',
  options: {
    ...FILTERS,
    after: { type: 'string', value: 'ID', help: 'start after this event instead of now' },
    limit: { type: 'string', value: 'N', help: 'stop after N events' },
    ...CONNECTION,
  },
  examples: ['tail --type door.opened', 'tail --json | jq .event.payload'],
  run: tail,
};

async function tail(call: Call): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { after: lastEventId, json } = call.options as { after?: string; json?: boolean };
  let left = call.options.limit === undefined ? Infinity : numberOf(call, 'limit');
  for await (const each of follow(connect(call), {
    filters: filtersOf(call),
    lastEventId,
    signal: stop.signal,
  })) {
    const { received_at, device_uid, type, event_uid, payload } = each.event;
    const text = [received_at, device_uid, type, event_uid, JSON.stringify(payload)].join('  ');
    console.log(json ? JSON.stringify(each) : text);
    if (--left <= 0) break;
  }
}
