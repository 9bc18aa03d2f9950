import { unwrap } from '#libs/client';
import { type Call, type Command, numberOf } from '../command.js';
import { connect, CONNECTION } from '../connection.js';
import { answer, table } from '../output.js';

const { tenant: _tenant, ...PLATFORM } = CONNECTION;
const HEAD = ['KEY', 'NAME', 'STATUS', 'CREATED'];

interface Row {
  readonly key: string;
  readonly name: string;
  readonly status: string;
  readonly created_at: string;
}
const row = ({ key, name, status, created_at }: Row) => [key, name, status, created_at];

/** Commands for platform staff: log in with TRIBUTARY_EMAIL and TRIBUTARY_PASSWORD. */
export const TENANT_COMMANDS: readonly Command[] = [
  { name: 'tenant list', summary: 'List the tenants', options: PLATFORM, run: list },
  {
    name: 'tenant create',
    args: ['KEY'],
    summary: 'Create a tenant',
    options: {
      name: { type: 'string', value: 'TEXT', help: 'name for people' },
      'auto-register': { type: 'boolean', help: 'register unknown devices when their first event arrives' },
      'events-per-second': {
        type: 'string',
        value: 'N',
        help: 'average limit; the burst is four seconds of it',
      },
      ...PLATFORM,
    },
    examples: ['tenant create acme --name "Acme Corporation" --events-per-second 10000'],
    run: create,
  },
  status('suspend', 'suspended', 'Suspend a tenant: its reads and writes are rejected until it is activated'),
  status('activate', 'active', 'Activate a suspended tenant'),
];

async function list(call: Call): Promise<void> {
  const tributary = connect(call);
  const tenants: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await unwrap(
      tributary.api.GET('/v1/tenants', { params: { query: { limit: 500, cursor } } }),
    );
    tenants.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  answer(call, tenants, table(HEAD, tenants.map(row)));
}

async function create(call: Call): Promise<void> {
  const { options, args } = call;
  const rate = options['events-per-second'] === undefined ? undefined : numberOf(call, 'events-per-second');
  const settings = {
    ...(options['auto-register'] ? { auto_register_devices: true } : {}),
    ...(rate ? { limits: { events_per_second: rate, burst_events: 4 * rate } } : {}),
  };
  const body = { key: args[0]!, name: options.name as string | undefined, settings };
  const tenant = await unwrap(connect(call).api.POST('/v1/tenants', { body }));
  answer(
    call,
    tenant,
    `Created. Next: npm run cli -- token create first --tenant ${tenant.key} --ability '*'`,
  );
}

function status(word: string, status: 'active' | 'suspended', summary: string): Command {
  return {
    name: `tenant ${word}`,
    args: ['KEY'],
    summary,
    options: PLATFORM,
    run: async (call) => {
      const path = { tenant_key: call.args[0]! };
      const tenant = await unwrap(
        connect(call).api.PATCH('/v1/tenants/{tenant_key}', { params: { path }, body: { status } }),
      );
      answer(call, tenant, table(HEAD, [row(tenant)]));
    },
  };
}
