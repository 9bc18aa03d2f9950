import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

/** Concurrent requests are authenticated independently. The objects that they share must not hold state of one of them. */
describe('credentials that arrive at the same time', () => {
  let service: TestApp;
  const clients: [who: string, client: ApiClient][] = [];

  beforeAll(async () => {
    service = await startTestApp();
    for (const key of ['acme', 'globex', 'initech']) {
      await service.make.tenant(key);
      for (let i = 0; i < 4; i++) clients.push([`token ${key}`, await service.make.token(key)]);
      clients.push([`user ${key}`, await service.make.member('operator', key)]);
    }
    clients.push(['nobody', service.api], ['nobody', service.api.as('trb_acme_nonsense')]);
  });
  afterAll(() => service.close());

  it('are each judged as their own', async () => {
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        clients.map(async ([, client]) => {
          const { status, body } = await client.get('/v1/auth/me');
          return status === 401
            ? 'nobody'
            : `${body.principal.kind} ${body.tenant_key ?? body.tenants[0].tenant_key}`;
        }),
      );
      expect(answers).toEqual(clients.map(([who]) => who));
    }
  }, 20_000);
});
