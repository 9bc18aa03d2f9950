import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import type { Route } from '../support/routes.js';

/** A name that nobody else gives. */
export const own = () => `own-${randomUUID()}`;
/** A password that is strong enough. */
export const GOOD = 'four unrelated words here';
const GIVEN = () => ({ name: 'own', abilities: ['events:write'] });
const ROTATION = () => ({ overlap_seconds: 60 });

/** Valid bodies with the tenant's own values. With an invalid one, both answers of a comparison would only say so. */
const BODIES: Record<string, () => Record<string, unknown> | string> = {
  'POST /v1/tenants': () => ({ key: own().slice(0, 20) }),
  'PATCH /v1/tenants/{tenant_key}': () => ({ name: 'own' }),
  'POST /v1/invitations': () => ({ email: `${own()}@example.com`, roles: ['consumer'] }),
  'POST /v1/auth/accept-invitation': () => ({ token: `tri_acme_${randomUUID()}`, password: GOOD }),
  'POST /v1/auth/password': () => ({
    email: `${own()}@example.com`,
    current_password: 'wrong-password',
    new_password: GOOD,
  }),
  'POST /v1/auth/token': () => ({
    grant_type: 'password',
    username: `${own()}@example.com`,
    password: 'wrong-password',
  }),
  'POST /v1/auth/token client_id': () => ({
    grant_type: 'client_credentials',
    client_secret: 'wrong-secret',
  }),
  'POST /v1/auth/revoke': () => ({
    token: randomUUID(),
    client_id: randomUUID(),
    client_secret: 'wrong-secret',
  }),
  'POST /v1/tokens': GIVEN,
  'POST /v1/tokens/{id}/rotate': ROTATION,
  'POST /v1/service-clients': GIVEN,
  'POST /v1/service-clients/{id}/rotate': ROTATION,
  'POST /v1/members': () => ({ user_id: randomUUID(), roles: ['consumer'] }),
  'PATCH /v1/members/{id}': () => ({ roles: ['consumer'] }),
  'POST /v1/roles': () => ({ name: own(), permissions: ['events:read'] }),
  'PATCH /v1/roles/{id}': () => ({ description: 'own' }),
  'POST /v1/signing-keys/rotate': () => ({}),
  'PATCH /v1/users/{user_id}': () => ({ status: 'active' }),
  'POST /v1/devices': () => ({ device_uid: own() }),
  'PATCH /v1/devices/{device_uid}': () => ({ name: 'own' }),
  'POST /v1/devices/{device_uid}/tokens': () => ({ name: 'own' }),
  'POST /v1/devices/{device_uid}/tokens/{token_id}/rotate': ROTATION,
  'POST /v1/events': () => event(own()),
  'POST /v1/events/batch': () => ({ events: [event(own())] }),
  'POST /v1/events/import': () => `${JSON.stringify(event(own()))}\n`,
  'POST /v1/dead-letters/replay': () => ({}),
};

/**
 * Whether the route took the body: it did something, or missed only what the path or the body names. The routes for
 * credentials refuse wrong ones.
 */
export const takes = ({ path }: Route, { status, text, body }: Answer): boolean =>
  status < 300 ||
  status === 404 ||
  body?.code === 'unknown_user' ||
  (path.startsWith('/v1/auth/') && !/missing_field|unknown_field|invalid_request/.test(text));

/** A valid body. Some places need one of their own. */
export function bodyOf(
  { method, path, bodyTypes }: Route,
  place = '',
): Record<string, unknown> | string | undefined {
  const make = BODIES[`${method} ${path} ${place}`] ?? BODIES[`${method} ${path}`];
  if (make) return make();
  return method === 'POST' && !bodyTypes.length ? {} : undefined;
}

/** The request of a body, with its media type. */
export const sendable = ({ bodyTypes }: Route, body: unknown, headers: Record<string, string> = {}) =>
  typeof body === 'string'
    ? { body, headers: { ...headers, 'content-type': bodyTypes[0] } }
    : { body, headers };
