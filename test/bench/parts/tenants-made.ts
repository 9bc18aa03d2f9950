import { makeTenantToken } from '../../../libs/auth/src/token-format.js';
import type { Bed } from '../bed.js';
import { deviceUid, DEVICES } from '../loads/events.js';

/** Tokens that send in turn. */
export interface Senders {
  readonly tokens: readonly string[];
  /** Device for which each token sends; by default any of its tenant's. */
  readonly devices?: readonly string[];
}

/**
 * Uses SQL, because through the service each of ten thousand owners would need a password hash.
 * @returns a token of each
 */
export async function makeTenants({ admin, tenants: [model] }: Bed, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, i) => `many-${i}`);
  const made = keys.map((key) => makeTenantToken('api', key));
  await admin.query(
    'INSERT INTO tenants (key, name, settings) SELECT k, k, t.settings FROM unnest($1::text[]) k, tenants t WHERE t.id = $2',
    [keys, model.id],
  );
  const owner = `(SELECT owner_user_id FROM api_tokens WHERE tenant_id = ${model.id} LIMIT 1)`;
  await admin.query(
    `INSERT INTO memberships (tenant_id, user_id, email, roles, permissions)
     SELECT id, ${owner}, 'owner@example.com', '{}', '{*}' FROM tenants WHERE key = ANY ($1)`,
    [keys],
  );
  await admin.query(
    'INSERT INTO devices (tenant_id, device_uid) SELECT id, $3::text || n FROM tenants, generate_series(0, $2) n WHERE key = ANY ($1) ORDER BY 1, n',
    [keys, DEVICES - 1, deviceUid(0).slice(0, -1)],
  );
  await admin.query(
    `INSERT INTO api_tokens (tenant_id, name, token_hash, abilities, owner_user_id)
     SELECT t.id, 'bench', u.hash, '{*}', ${owner} FROM unnest($1::text[], $2::bytea[]) u (key, hash) JOIN tenants t USING (key)`,
    [keys, made.map(({ hash }) => hash)],
  );
  await admin.query('INSERT INTO event_heads (tenant_id) SELECT id FROM tenants ON CONFLICT DO NOTHING');
  await admin.query('ANALYZE');
  return made.map(({ plaintext }) => plaintext);
}

/** Creates devices in a hundred tenants, each with its own token. */
export async function makeDeviceTokens({ admin }: Bed, count: number): Promise<Senders> {
  const made = Array.from({ length: count }, (_, i) => {
    const key = `many-${i % 100}`;
    return { key, uid: `own-${i}`, ...makeTenantToken('api', key) };
  });
  const [keys, uids, hashes] = [made.map(({ key }) => key), made.map(({ uid }) => uid), made.map(({ hash }) => hash)];
  await admin.query(
    'INSERT INTO devices (tenant_id, device_uid) SELECT t.id, u.uid FROM unnest($1::text[], $2::text[]) u (key, uid) JOIN tenants t USING (key)',
    [keys, uids],
  );
  await admin.query(
    `INSERT INTO api_tokens (tenant_id, name, token_hash, abilities, device_id)
     SELECT t.id, 'own', u.hash, '{events:write}', d.id FROM unnest($1::text[], $2::text[], $3::bytea[]) u (key, uid, hash)
       JOIN tenants t USING (key) JOIN devices d ON d.tenant_id = t.id AND d.device_uid = u.uid`,
    [keys, uids, hashes],
  );
  await admin.query('ANALYZE');
  return { tokens: made.map(({ plaintext }) => plaintext), devices: uids };
} // prettier-ignore
