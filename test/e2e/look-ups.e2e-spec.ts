import { TenantCache } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

/** A request looks up each thing once and keeps the result. */
describe('look-ups of a request', () => {
  let service: TestApp;
  let acme: ApiClient;
  let asked: string[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    const cache = service.app.get(TenantCache);
    const get = cache.get.bind(cache);
    jest.spyOn(cache, 'get').mockImplementation((owner, name, load) => {
      asked.push(name.split(':')[0]);
      return get(owner, name, load);
    });
  });
  afterAll(() => service.close());

  async function of(work: () => Promise<{ status: number }>): Promise<string[]> {
    asked = [];
    expect((await work()).status).toBeLessThan(300);
    return asked.sort();
  }

  it('are two with the token of a device', async () => {
    const { token } = (await acme.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
    const device = service.api.as(token);
    expect(await of(() => device.post('/v1/events', event()))).toEqual(['tenant-key', 'token']);
    expect(await of(() => device.post('/v1/events/batch', { events: [event(), event()] }))).toEqual(['tenant-key', 'token']);
  });

  it('are four with the token of a person', async () => {
    expect(await of(() => acme.post('/v1/events', event()))).toEqual(['membership', 'tenant-key', 'token', 'user']);
  });

  it('are six with a session', async () => {
    const person = await service.make.member('producer', 'acme');
    expect(await of(() => person.post('/v1/events', event()))).toEqual([
      'membership', 'memberships', 'session', 'signing-keys', 'tenant-key', 'user',
    ]);
  });
}); // prettier-ignore
