import { type Call, type Option, UsageError } from './command.js';

/** Filters of commands that read events. */
export const FILTERS: Record<string, Option> = {
  device: { type: 'string', value: 'UID', help: 'only events of this device' },
  type: { type: 'string', value: 'TYPE', multiple: true, help: 'only events of this type' },
  payload: {
    type: 'string',
    value: 'PATH=VALUE',
    multiple: true,
    help: 'only events with this value in the payload, for example door.id=7',
  },
};

export const PERIOD: Record<string, Option> = {
  from: { type: 'string', value: 'TIME', help: 'received at or after, RFC 3339' },
  to: { type: 'string', value: 'TIME', help: 'received before' },
  'occurred-from': { type: 'string', value: 'TIME', help: 'occurred at or after' },
  'occurred-to': { type: 'string', value: 'TIME', help: 'occurred before' },
};

/** The filters as query parameters. @throws UsageError */
export function filtersOf({ options }: Call): Record<string, string | string[]> {
  const named: Record<string, string | string[] | undefined> = {
    device_uid: options.device,
    type: options.type,
    received_from: options.from,
    received_to: options.to,
    occurred_from: options['occurred-from'],
    occurred_to: options['occurred-to'],
  };
  for (const each of (options.payload ?? []) as string[]) {
    const at = each.indexOf('=');
    if (at < 1) throw new UsageError(`--payload takes PATH=VALUE, not ${each}.`);
    named[`payload.${each.slice(0, at)}`] = each.slice(at + 1);
  }
  return Object.fromEntries(
    Object.entries(named).filter((pair): pair is [string, string | string[]] => pair[1] !== undefined),
  );
}
