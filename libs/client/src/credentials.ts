import { TributaryError } from './errors.js';
import type { Fetch } from './retry.js';
import type { components } from './schema.js';

/** An API token or device token, or a login, which is renewed before it expires. */
export type Credential =
  | string
  | { readonly username: string; readonly password: string; readonly tenantKey?: string }
  | { readonly clientId: string; readonly clientSecret: string; readonly scope?: string };

/** How long before its end a login is renewed, to allow for differing clocks and running requests. Milliseconds. */
const MARGIN_MS = 30_000;

/** Provides the bearer token for each request. Logs in at the first request, once for all concurrent ones. */
export function bearerOf(credential: Credential, baseUrl: string, fetch: Fetch): () => Promise<string> {
  if (typeof credential === 'string') return async () => credential;
  let current: Promise<{ token: string; until: number }> | undefined;
  const begin = () => {
    const session = logIn(credential, baseUrl, fetch);
    session.catch(() => (current = undefined));
    return (current = session);
  };
  return async () => {
    const asked = current ?? begin();
    const session = await asked;
    if (session.until > Date.now()) return session.token;
    // The first request that finds it expired renews it; the others wait for that.
    return (await (current === asked || !current ? begin() : current)).token;
  };
}

async function logIn(credential: Exclude<Credential, string>, baseUrl: string, fetch: Fetch) {
  const fields =
    'username' in credential
      ? {
          grant_type: 'password',
          username: credential.username,
          password: credential.password,
          tenant_key: credential.tenantKey,
        }
      : {
          grant_type: 'client_credentials',
          client_id: credential.clientId,
          client_secret: credential.clientSecret,
          scope: credential.scope,
        };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const response = await fetch(
    new Request(`${baseUrl}/v1/auth/token`, { method: 'POST', body: new URLSearchParams(given) }),
  );
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new TributaryError(response, body);
  const { access_token, expires_in } = body as components['schemas']['TokenResponse'];
  return { token: access_token, until: Date.now() + expires_in * 1000 - MARGIN_MS };
}
