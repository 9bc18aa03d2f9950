import { spawnSync } from 'node:child_process';

const TENANTS = 10_000;
const MOST_MIB = 25;

/** Runs in a process of its own, because other specs leave things in this one that are collected at any moment. */
const PROGRAM = `
import 'reflect-metadata';
import { randomBytes, randomUUID } from 'node:crypto';
import { abilityOf } from './dist/libs/access/src/index.js';
import { tokenCredential } from './dist/libs/auth/src/credential.js';
import { Identities } from './dist/libs/auth/src/identity/identities.js';
import { TokenLookup } from './dist/libs/auth/src/api-tokens/token-lookup.js';
import { Metrics } from './dist/libs/common/src/index.js';
import { rateLimitHeaders } from './dist/libs/limits/src/rate-limit-headers.js';
import { TenantCache } from './dist/libs/tenancy/src/index.js';

const heap = () => (gc(), process.memoryUsage().heapUsed);
// As PostgreSQL answers for the token of a person: each value is its own.
const row = (n) => JSON.parse(JSON.stringify({
  id: randomUUID(), device_id: null, device_uid: null, abilities: ['*'], expires_at: null,
  owner_user_id: String(1_000_000 + n), owner_client_id: null,
  tenant: { id: String(n), key: 'tenant-' + n, name: 'Tenant ' + n, status: 'active', settings: { limits: { events_per_second: 100 } }, purged_before: null },
  owner: { id: String(1_000_000 + n), public_id: randomUUID(), email: n + '@example.com', name: '', password_hash: 'x'.repeat(97), platform_role: null, status: 'active', epoch: 0 },
  member: { status: 'active', roles: ['tenant_admin'], permissions: [] }, roles: null,
}));
const cache = new TenantCache(new Metrics());
const identities = new Identities({}, cache, {});
let n = 0;
const lookup = new TokenLookup({ lookupInside: async () => [row(n++)] }, cache);
const known = (name) => cache.get('platform', name, () => Promise.reject(new Error(name + ' is not cached')));
const before = heap();
for (let i = 0; i < ${TENANTS}; i++) {
  cache.confirm(performance.now());
  const token = await cache.get('platform', 'token:' + randomBytes(32).toString('base64url'), () => lookup.find('tenant-' + i, null));
  const [tenant, owner] = [await known('tenant-key:tenant-' + i), await known('user:' + token.ownerUserId)];
  const permissions = await tokenCredential(identities, token, tenant, owner).permissionsIn(tenant);
  if (!permissions.includes('events:write') || tenant.settings.limits.events_per_second !== 100) throw new Error('not what was stored');
  abilityOf(permissions);
  rateLimitHeaders(tenant.settings.limits, [{ policy: 'events', level: 1 }]);
}
console.log(JSON.stringify({ mib: (heap() - before) / 1024 / 1024, kept: cache.keys().filter((key) => key.startsWith('platform:tenant-key:')).length }));
`;

it(`holds ${TENANTS} tenants with a member and a token each in ${MOST_MIB} MiB`, () => {
  const options = ['--expose-gc', '--input-type=module', '--eval', PROGRAM];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const { mib, kept } = JSON.parse(stdout) as { mib: number; kept: number };
  expect(kept).toBe(TENANTS);
  expect(mib).toBeLessThan(MOST_MIB);
});
