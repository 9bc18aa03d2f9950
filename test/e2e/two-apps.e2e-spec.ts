import { Logger } from '@nestjs/common';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';

/** Tests and programs that embed the service run several applications. They must not share state of a library. */
describe('two applications in one process', () => {
  const warnings: unknown[] = [];
  let one: TestApp;
  let two: TestApp;
  beforeAll(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((...words) => void warnings.push(words));
    one = await startTestApp();
    two = await startTestApp();
  });
  afterAll(() => Promise.all([one.close(), two.close()]));

  it('start without a warning, each on a database and with credentials of its own', async () => {
    expect(warnings).toEqual([]);
    const [acme, other] = [await one.make.tenant('acme'), await two.make.tenant('acme')];
    const [staff, others] = [await one.make.staff(), await two.make.staff()];
    await acme.post('/v1/events', event('of-one'));
    await other.post('/v1/events', event('of-two'));
    const uids = async (of: typeof acme) =>
      (await of.get('/v1/events')).body.data.map(({ event_uid }: { event_uid: string }) => event_uid);
    expect([await uids(acme), await uids(other)]).toEqual([['of-one'], ['of-two']]);
    const statuses = async (path: string, ...clients: (typeof acme)[]) =>
      Promise.all(clients.map(async (client) => (await client.get(path)).status));
    expect(await statuses('/v1/devices', acme, other)).toEqual([200, 200]);
    expect(await statuses('/v1/devices', acme.at(two.url), other.at(one.url))).toEqual([401, 401]);
    expect(await statuses('/v1/tenants', staff, others)).toEqual([200, 200]);
    expect(await statuses('/v1/tenants', staff.at(two.url), others.at(one.url))).toEqual([401, 401]);
  });

  it.each(['first', 'last'])('go on where the one that started %s is closed', async (which) => {
    const third = await startTestApp();
    const fourth = await startTestApp();
    const [gone, left] = which === 'first' ? [third, fourth] : [fourth, third];
    try {
      const [acme, staff] = [await left.make.tenant('acme'), await left.make.staff()];
      await gone.close();
      expect((await acme.post('/v1/events', event())).status).toBe(201);
      expect((await staff.get('/v1/tenants')).status).toBe(200);
      expect((await left.api.get('/readyz')).status).toBe(200);
    } finally {
      await left.close();
    }
  });
});
