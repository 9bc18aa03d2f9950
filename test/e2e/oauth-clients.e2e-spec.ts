import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { authlib, itWithAuthlib } from '../support/clients/authlib.js';

const ISSUER = 'http://tributary.test';

/** Client libraries of other authors use the service: discovery, grants, revocation, errors. */
describe('OAuth clients', () => {
  let service: TestApp;
  let staff: ApiClient;
  beforeAll(async () => {
    service = await startTestApp({ PUBLIC_URL: ISSUER });
    staff = await service.make.staff();
    await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  /** Sends requests for the issuer to the port of the test service. */
  const there = (url: string, init?: object) => fetch(url.replace(ISSUER, service.url), init);
  const options = { [oauth.customFetch]: there, [oauth.allowInsecureRequests]: true };
  const makeClient = async (abilities = ['events:read', 'devices:*']) =>
    (await staff.post('/v1/service-clients', { name: 'o', abilities, tenant_key: 'acme' })).body as {
      id: string;
      client_secret: string;
    };
  const statusOf = async (token: string, path = '/v1/events') =>
    (await service.api.as(token).get(path)).status;
  const person = { username: ADMIN.email, password: ADMIN.password };

  describe('oauth4webapi', () => {
    const discover = async () => {
      const at = new URL(ISSUER);
      const response = await oauth.discoveryRequest(at, { ...options, algorithm: 'oauth2' });
      return oauth.processDiscoveryResponse(at, response);
    };

    it.each([
      ['Basic', oauth.ClientSecretBasic],
      ['the form', oauth.ClientSecretPost],
    ])('gets a token by %s, narrows it, uses and revokes it', async (_, authentication) => {
      const server = await discover();
      const { id: client_id, client_secret } = await makeClient();
      const [client, proof] = [{ client_id }, authentication(client_secret)];
      const ask = async () =>
        oauth.processClientCredentialsResponse(
          server,
          client,
          await oauth.clientCredentialsGrantRequest(server, client, proof, { scope: 'events:read' }, options),
        );
      const [one, two] = [await ask(), await ask()];
      expect([one.token_type, one.scope, one.expires_in]).toEqual(['bearer', 'events:read', 900]);
      const request = new Request(ISSUER, { headers: { authorization: `Bearer ${one.access_token}` } });
      const claims = await oauth.validateJwtAccessToken(server, request, ISSUER, options);
      expect(claims).toMatchObject({ client_id, sub: client_id, scope: 'events:read', tenant: 'acme' });
      expect([await statusOf(one.access_token), await statusOf(one.access_token, '/v1/devices')]).toEqual([
        200, 403,
      ]);
      const revoke = (token: string) => oauth.revocationRequest(server, client, proof, token, options);
      await oauth.processRevocationResponse(await revoke(one.access_token));
      expect([await statusOf(one.access_token), await statusOf(two.access_token)]).toEqual([401, 200]);
      for (const again of [one.access_token, 'unknown', `${one.access_token}x`])
        await oauth.processRevocationResponse(await revoke(again));
    });

    it('opens a session, refreshes and revokes it', async () => {
      const server = await discover();
      const [client, proof] = [{ client_id: 'tributary' }, oauth.None()];
      const opened = await oauth.processGenericTokenEndpointResponse(
        server,
        client,
        await oauth.genericTokenEndpointRequest(server, client, proof, 'password', person, options),
      );
      expect(opened.scope).toBeUndefined();
      const next = await oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, proof, opened.refresh_token!, options),
      );
      expect(await statusOf(next.access_token, '/v1/tenants')).toBe(200);
      const response = await oauth.revocationRequest(server, client, proof, next.refresh_token!, options);
      await oauth.processRevocationResponse(response);
      expect(await statusOf(next.access_token, '/v1/tenants')).toBe(401);
    });

    it.each([
      ['a wrong secret', { secret: 'wrong' }, {}, 401, 'invalid_client'],
      ['a scope beyond it', {}, { scope: 'events:write' }, 400, 'invalid_scope'],
      ['a scope that is none', {}, { scope: 'events:fly' }, 400, 'invalid_scope'],
      ['the platform', {}, { scope: 'tenants:read' }, 400, 'invalid_scope'],
    ])('reads the error of %s', async (_, { secret }: { secret?: string }, form, status, error) => {
      const server = await discover();
      const { id: client_id, client_secret } = await makeClient(['events:read', '*'].slice(0, 1));
      const [client, proof] = [{ client_id }, oauth.ClientSecretBasic(secret ?? client_secret)];
      const response = await oauth.clientCredentialsGrantRequest(server, client, proof, form, options);
      const failed = oauth.processClientCredentialsResponse(server, client, response);
      await expect(failed).rejects.toMatchObject(
        // RFC 6749, section 5.2: a client that authenticates by a header gets the error in a header.
        status === 401
          ? { cause: [{ scheme: 'basic', parameters: { realm: 'tributary' } }] }
          : { status, error },
      );
    });

    it('is told that a token is no good, or not good enough, as RFC 6750 says', async () => {
      const { id, client_secret } = await makeClient(['events:read']);
      const grant = { grant_type: 'client_credentials', client_id: id, client_secret };
      const { access_token } = (await service.api.post('/v1/auth/token', grant)).body;
      const challenge = async (token: string | undefined, path: string) =>
        (await service.api.as(token).get(path)).headers.get('www-authenticate');
      expect(await challenge(access_token, '/v1/devices')).toBe(
        'Bearer error="insufficient_scope", scope="devices:read"',
      );
      expect(await challenge(`${access_token}x`, '/v1/events')).toMatch(/^Bearer .*error="invalid_token"/);
      expect(await challenge(undefined, '/v1/events')).not.toMatch(/error=/);
    });
  });

  describe('openid-client', () => {
    const configure = (id: string, authentication?: openid.ClientAuth) =>
      openid.discovery(new URL(ISSUER), id, undefined, authentication, {
        algorithm: 'oauth2',
        execute: [openid.allowInsecureRequests],
        [openid.customFetch]: there,
      });

    it('gets a token for a service and gives it up', async () => {
      const { id, client_secret } = await makeClient();
      const config = await configure(id, openid.ClientSecretBasic(client_secret));
      const { access_token, scope } = await openid.clientCredentialsGrant(config);
      expect(scope).toBe('events:read devices:*');
      const url = new URL('/v1/events', ISSUER);
      expect((await openid.fetchProtectedResource(config, access_token, url, 'GET')).status).toBe(200);
      await openid.tokenRevocation(config, access_token);
      const refused = openid.fetchProtectedResource(config, access_token, url, 'GET');
      await expect(refused).rejects.toMatchObject({
        cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
      });
    });

    it('narrows a session, which no refresh widens again', async () => {
      const config = await configure('tributary', openid.None());
      const opened = await openid.genericGrantRequest(config, 'password', {
        ...person,
        scope: 'events:read tenants:read',
      });
      expect(opened.scope).toBe('events:read tenants:read');
      expect(await statusOf(opened.access_token, '/v1/tenants')).toBe(200);
      const narrower = await openid.refreshTokenGrant(config, opened.refresh_token!, {
        scope: 'events:read',
      });
      expect(narrower.scope).toBe('events:read');
      expect(await statusOf(narrower.access_token, '/v1/tenants')).toBe(403);
      // RFC 6749, section 6: the refresh token keeps the scope of the session, though the access token was narrower.
      const whole = await openid.refreshTokenGrant(config, narrower.refresh_token!);
      expect(whole.scope).toBe('events:read tenants:read');
      const wider = openid.refreshTokenGrant(config, whole.refresh_token!, {
        scope: 'events:read events:write',
      });
      await expect(wider).rejects.toMatchObject({ status: 400, error: 'invalid_scope' });
      const after = await openid.refreshTokenGrant(config, whole.refresh_token!);
      expect(after.scope).toBe('events:read tenants:read');
      const lost = openid.refreshTokenGrant(config, 'trr_unknown');
      await expect(lost).rejects.toMatchObject({ status: 400, error: 'invalid_grant' });
    });
  });

  itWithAuthlib('authlib gets, narrows, refreshes and revokes', async () => {
    const { id, client_secret } = await makeClient();
    const told = await authlib({ url: service.url, id, client_secret, ...person });
    expect(told).toEqual({
      service: { scope: 'events:read', before: 200, revoked: 200, after: 401 },
      person: { scope: 'tenants:read', refreshed: 'tenants:read', before: 200, revoked: 200, after: 401 },
      wrong_secret: 'invalid_client',
      wrong_scope: 'invalid_scope',
      wrong_grant: 'invalid_grant',
    });
  });
});
