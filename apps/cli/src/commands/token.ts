import { type components, unwrap } from '#libs/client';
import { type Call, type Command, UsageError } from '../command.js';
import { connect, CONNECTION } from '../connection.js';
import { answer, table } from '../output.js';

type Ability = components['schemas']['CreateToken']['abilities'][number];

/** Commands for the tokens of one tenant. Staff name the tenant by --tenant. */
export const TOKEN_COMMANDS: readonly Command[] = [
  { name: 'token list', summary: 'List the API tokens of the tenant', options: CONNECTION, run: list },
  {
    name: 'token create',
    args: ['NAME'],
    summary: 'Create an API token, or a device’s; its plaintext is shown only here',
    options: {
      ability: {
        type: 'string',
        value: 'PERMISSION',
        multiple: true,
        help: 'for example events:write, events:* or *',
      },
      device: {
        type: 'string',
        value: 'UID',
        help: 'create a token that may only ingest, and only for this device',
      },
      'expires-at': { type: 'string', value: 'TIME', help: 'RFC 3339; without it the token does not expire' },
      ...CONNECTION,
    },
    examples: [
      'token create backend --ability events:write --ability events:read',
      'token create factory --device sensor-1 --expires-at 2099-12-31T00:00:00Z',
    ],
    run: create,
  },
  { name: 'token revoke', args: ['ID'], summary: 'Revoke an API token', options: CONNECTION, run: revoke },
];

async function list(call: Call): Promise<void> {
  const { data } = await unwrap(connect(call).api.GET('/v1/tokens', { params: { query: { limit: 500 } } }));
  const rows = data.map(({ id, name, abilities, expires_at }) => [id, name, abilities.join(' '), expires_at]);
  answer(call, data, table(['ID', 'NAME', 'ABILITIES', 'EXPIRES'], rows));
}

async function create(call: Call): Promise<void> {
  const { ability, device, 'expires-at': expires_at } = call.options as Record<string, never>;
  if (Boolean(ability) === Boolean(device))
    throw new UsageError('Add --ability for an API token, or --device for a device token.');
  const { api } = connect(call);
  const body = { name: call.args[0]!, ...(expires_at ? { expires_at } : {}) };
  const made = await unwrap(
    device
      ? api.POST('/v1/devices/{device_uid}/tokens', { params: { path: { device_uid: device } }, body })
      : api.POST('/v1/tokens', { body: { ...body, abilities: ability as Ability[] } }),
  );
  answer(call, made, made.token);
}

async function revoke(call: Call): Promise<void> {
  const [id] = call.args as [string];
  await unwrap(connect(call).api.DELETE('/v1/tokens/{id}', { params: { path: { id } } }));
  answer(call, { id, revoked: true }, `Revoked ${id}.`);
}
