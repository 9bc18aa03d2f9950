import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { startProcess } from '../support/servers/process.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { until } from '../support/wait.js';

/** Loaded before the program. Throws at a signal, outside of any request, like a fault of the service. */
const throwing = (how: string) =>
  `data:text/javascript,process.on('SIGUSR2',()=>{const error=new Error('unforeseen',{cause:new Error('the reason')});${how}})`;
const HOWS = [
  ['an exception in a timer', 'setTimeout(()=>{throw error})'],
  ['a rejection that nobody handles', 'Promise.reject(error)'],
] as const;

describe('what is thrown outside of a request', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  it.each(HOWS)(
    'ends an API by %s: logged with its cause, not ready, drained, exit 1',
    async (_, how) => {
      const { url, child, ended, output } = await startProcess(service.database, {}, [
        '--import',
        throwing(how),
        'dist/apps/api/src/main.js',
      ]);
      const body = JSON.stringify(event());
      const accepted = await SlowRequest.post(url, '/v1/events', acme.token!, Buffer.byteLength(body));
      accepted.send(body.slice(0, 10));
      // When this later request is answered, the service has begun the first one.
      await acme.at(url).get('/v1/devices');
      child.kill('SIGUSR2');
      await until('it is not ready', async () => {
        const ready = await fetch(`${url}/readyz`);
        return ready.status === 503 && ((await ready.json()) as { code: string }).code === 'draining';
      });
      accepted.send(body.slice(10));
      expect(await accepted.status()).toBe(201);
      expect(await ended).toBe(1);
      const line = output()
        .split('\n')
        .find((each) => each.includes('"level":"fatal"'))!;
      expect(JSON.parse(line)).toMatchObject({
        err: { message: 'unforeseen', cause: { message: 'the reason' } },
      });
    },
    120_000,
  );

  it.each(HOWS)(
    'ends a worker by %s: logged with its cause, exit 1',
    async (_, how) => {
      const { child, ended, output } = await startProcess(service.database, {}, [
        '--import',
        throwing(how),
        'dist/apps/worker/src/main.js',
      ]);
      child.kill('SIGUSR2');
      expect(await ended).toBe(1);
      expect(output()).toContain('"level":"fatal"');
      expect(output()).toContain('the reason');
    },
    120_000,
  );
});
