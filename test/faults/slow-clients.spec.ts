import { connect } from 'node:net';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { startProcess, type ServiceProcess } from '../support/servers/process.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { metric, scaled, until } from '../support/wait.js';

const SLOW = 1_000;
const OTHERS = 200;

/** Clients that announce a body and do not send it. They have a service process of their own, with its own sockets. */
describe(`${SLOW} slow clients`, () => {
  let owner: TestApp;
  let service: ServiceProcess;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    owner = await startTestApp();
    // The default limit of concurrent requests would refuse most of the slow clients. This limit admits all of them.
    const tenants = [await owner.make.tenant('acme', { limits: { max_concurrent_requests: 2 * SLOW } }), await owner.make.tenant('globex')];
    service = await startProcess(owner.database, { LOG_LEVEL: 'error' });
    [acme, globex] = tenants.map((tenant) => tenant.at(service.url));
  }, 90_000);
  afterAll(async () => {
    service?.child.kill('SIGTERM');
    await service?.ended;
    await owner?.close();
  });

  it('others are served meanwhile; no byte in 30 s, or half a head in 10 s, is 408', async () => {
    const begun = performance.now();
    const headless = Array.from({ length: 10 }, () => halfAHead(service.url));
    const slow: SlowRequest[] = [];
    for (let i = 0; i < SLOW; i++) slow.push(await SlowRequest.post(service.url, '/v1/events', acme.token!, 100));
    await until('all are inside', async () => (await metric(service.url, IN_FLIGHT)) === SLOW);

    const latencies: number[] = [];
    for (let i = 0; i < OTHERS; i++) {
      const sent = performance.now();
      expect((await globex.post('/v1/events', event())).status).toBe(201);
      latencies.push(performance.now() - sent);
    }
    console.log(`beside ${SLOW} slow clients: p99 ${Math.round(latencies.sort((a, b) => a - b)[OTHERS * 0.99])} ms`);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);

    for (const { text, ms } of await Promise.all(headless)) {
      expect(text).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/);
      expect(ms).toBeLessThan(scaled(15_000));
    }
    const statuses = await Promise.all(slow.map((request) => request.status()));
    expect(new Set(statuses)).toEqual(new Set([408]));
    const seconds = (performance.now() - begun) / 1000;
    expect(seconds).toBeGreaterThan(29);
    expect(seconds).toBeLessThan(scaled(60));
    await until('all are gone', async () => (await metric(service.url, IN_FLIGHT)) === 0);
    expect((await acme.post('/v1/events', event())).status).toBe(201);
  }, 120_000);
}); // prettier-ignore

const IN_FLIGHT = 'tributary_http_requests_in_flight';

/**
 * Sends incomplete headers and waits.
 * @returns the answer, and after how many milliseconds it ended
 */
function halfAHead(url: string): Promise<{ text: string; ms: number }> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('GET /livez HTTP/1.1\r\nHo'));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve({ text, ms: performance.now() - begun }));
    socket.on('error', reject);
  });
} // prettier-ignore
