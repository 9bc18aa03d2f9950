import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { SlowRequest } from '../support/clients/slow-request.js';

const MOST = 8;

describe('too many requests at once', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp({ MAX_REQUESTS_IN_FLIGHT: String(MOST) });
    acme = await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  const inFlight = async () =>
    Number(/^tributary_http_requests_in_flight (\d+)$/m.exec((await service.api.get('/metrics')).text)![1]);

  it('are refused with 503 and Retry-After; what was begun is finished; probes answer; places come back', async () => {
    const body = JSON.stringify(event());
    const begun: SlowRequest[] = [];
    for (let i = 0; i < MOST; i++)
      begun.push(await SlowRequest.post(service.url, '/v1/events', acme.token!, body.length));
    while ((await inFlight()) < MOST) await sleep(5);

    const refused = await acme.post('/v1/events', event());
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'overloaded',
      '1',
    ]);
    expect(refused.headers.get('x-request-id')).toBe(refused.body.request_id);
    const unread = await SlowRequest.post(service.url, '/v1/events', acme.token!, 5_000_000);
    expect(await unread.status()).toBe(503);
    for (const probe of ['/livez', '/readyz', '/metrics'])
      expect((await service.api.get(probe)).status).toBe(200);

    begun.pop()!.abort();
    for (const request of begun) request.send(body);
    const statuses = await Promise.all(begun.map((request) => request.status()));
    expect(statuses.sort()).toEqual([...Array(MOST - 2).fill(200), 201]);
    while ((await inFlight()) > 0) await sleep(5);
    expect((await acme.post('/v1/events', event())).status).toBe(201);
    expect((await service.api.get('/metrics')).text).toContain('\ntributary_http_requests_shed_total 2\n');
  });

  it('many times over are answered, each well or with 503, while the probes answer', async () => {
    const answers: Promise<number>[] = [];
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 5 * MOST; i++)
        answers.push(acme.post('/v1/events', event()).then(({ status }) => status));
      // Times are not tested here, because client and service share a process. The bench measures them from outside.
      expect((await service.api.get('/readyz')).status).toBe(200);
    }
    const statuses = await Promise.all(answers);
    expect(new Set(statuses)).toEqual(new Set([201, 503]));
    expect(await inFlight()).toBe(0);
    expect((await acme.post('/v1/events', event())).status).toBe(201);
  });
});
