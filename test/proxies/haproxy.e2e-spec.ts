import { Lifecycle } from '#libs/host';
import { ApiClient } from '../support/clients/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';
import { describeWithProxy, type Proxy, startHaproxy } from './programs.js';

jest.setTimeout(120_000);

describeWithProxy('haproxy')('behind HAProxy, which probes by OPTIONS', () => {
  let service: TestApp;
  let haproxy: Proxy;

  beforeAll(async () => {
    service = await startTestApp();
    haproxy = await startHaproxy(service.url);
  });
  afterAll(async () => {
    await haproxy?.stop();
    await service?.close();
  });

  const serversUp = async () => (await fetch(`${haproxy.url}/servers-up`)).text();

  it('is up, and answers', async () => {
    await until('the probe succeeds', async () => (await serversUp()) === '1');
    const { token } = await service.make.tenant('acme');
    const { status } = await new ApiClient(haproxy.url, token).post('/v1/events', event());
    expect(status).toBe(201);
  });

  it('is down once the service drains', async () => {
    await until('the probe succeeds', async () => (await serversUp()) === '1');
    service.app.get(Lifecycle).draining = true;
    await until('the probe fails', async () => (await serversUp()) === '0');
    expect((await fetch(`${haproxy.url}/v1/events`)).status).toBe(503);
  });
});
