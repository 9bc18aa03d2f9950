import { randomBytes, randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Metrics } from '#libs/common';
import type { TenantDatabase } from '#libs/database';
import { TenantCache } from '#libs/tenancy';
import { TokenLookup } from './token-lookup.js';

/** A fifth of what is promised, because a test's module system makes each look-up slow. */
const TOKENS = 20_000;
const MOST_BYTES = (64 * 1024 * 1024) / 5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = () => (collect(), process.memoryUsage().heapUsed);

const tenant = { id: '17', key: 'acme', status: 'active', settings: {}, purged_before: null };
/** As PostgreSQL answers for the token of a device: each text is its own. */
const row = (n: number) => ({
  ...(JSON.parse(JSON.stringify({ id: randomUUID(), device_id: String(1_000_000 + n), device_uid: `sensor-${n}-north` })) as object),
  abilities: ['events:write'],
  expires_at: null,
  owner_user_id: null,
  owner_client_id: null,
  tenant: { ...tenant },
  owner: null,
  member: null,
  roles: null,
}); // prettier-ignore

it('remembers tokens of devices, 100,000 in 64 MiB, and its estimate is what they take', async () => {
  const cache = new TenantCache(new Metrics());
  let n = 0;
  const database = { lookupInside: () => Promise.resolve([row(n++)]) } as unknown as TenantDatabase;
  const lookup = new TokenLookup(database, cache);
  const before = heap();
  for (let i = 0; i < TOKENS; i++) {
    cache.confirm(performance.now());
    const hash = randomBytes(32);
    await cache.get('platform', `token:${hash.toString('base64url')}`, () => lookup.find('acme', hash));
  }
  const taken = heap() - before;
  expect(cache.keys().filter((key) => key.startsWith('platform:token:'))).toHaveLength(TOKENS);
  expect(taken).toBeLessThan(MOST_BYTES);
  expect(cache.bytes / taken).toBeGreaterThan(0.9);
  expect(cache.bytes / taken).toBeLessThan(1.1);
});
