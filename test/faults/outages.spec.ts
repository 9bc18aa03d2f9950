import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN, JWT_PRIVATE_KEY, startTestApp, type TestApp } from '../support/app.js';
import { cli } from '../support/servers/cli.js';
import { describeWithPgBouncer, startPgBouncer } from '../support/servers/pgbouncer.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { TcpProxy } from '../support/servers/tcp-proxy.js';
import { until } from '../support/wait.js';

/** Attempts are counted during this time. A slow machine makes fewer. Milliseconds. */
const SPAN_MS = 10_000;
/** Pauses double from 200 ms to 5 s, and may be half as long. Three connections make about eight attempts each. */
const MOST_ATTEMPTS = 40;

const linesOf = (service: ServiceProcess, pattern: RegExp) =>
  service.output().split('\n').filter((line) => pattern.test(line)); // prettier-ignore
const end = (service: ServiceProcess) => (service.child.kill('SIGTERM'), service.ended);

describe('what retries', () => {
  let maker: TestApp;
  let proxy: TcpProxy;
  beforeAll(async () => void (maker = await startTestApp()));
  afterAll(() => maker.close());

  describeWithPgBouncer('a queue behind a pooler that refuses its options', () => {
    it('is told of once at boot, with the cause and what to do, and is tried again with growing pauses', async () => {
      const bouncer = await startPgBouncer(maker.database.appUrl);
      proxy = await TcpProxy.before(bouncer.url);
      const env = { QUEUE_DATABASE_URL: proxy.url, RUN_WORKER: 'true' };
      const service = await startProcess(maker.database, env);
      await until('boot tells of it', () => linesOf(service, /does not work through this address/).length);
      const before = proxy.attempts;
      await sleep(SPAN_MS);
      expect(proxy.attempts - before).toBeLessThan(MOST_ATTEMPTS);
      const [told] = linesOf(service, /does not work through this address/);
      expect(told).toMatch(/unsupported startup parameter.*QUEUE_DATABASE_URL/);
      for (const each of [
        /the worker cannot reach the queue/,
        /the queue is unreachable/,
        /does not work through/,
      ])
        expect(linesOf(service, each).length).toBeLessThanOrEqual(1);
      expect(linesOf(service, /the worker cannot reach the queue/).join()).toMatch(
        /unsupported startup parameter/,
      );
      expect(await end(service)).toBe(0);
      const doctor = await cli(['doctor'], {
        DATABASE_URL: maker.database.appUrl, QUEUE_DATABASE_URL: bouncer.url, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, JWT_PRIVATE_KEY,
      }); // prettier-ignore
      expect(doctor.stdout).toMatch(/✗ Queue: .*unsupported startup parameter.*\n.*QUEUE_DATABASE_URL/);
      await proxy.stop();
      await bouncer.stop();
    }, 120_000);
  });

  it('pauses while PostgreSQL is away, logs each loss once, and goes on when it is back', async () => {
    proxy = await TcpProxy.before(maker.database.appUrl);
    const service = await startProcess(maker.database, { DATABASE_URL: proxy.url, RUN_WORKER: 'true' });
    proxy.set('refused');
    const before = proxy.attempts;
    await sleep(SPAN_MS);
    expect(proxy.attempts - before).toBeLessThan(3 * MOST_ATTEMPTS);
    const faults = linesOf(service, /"level":"(warn|error)"/).map((line) => JSON.parse(line));
    const kinds = faults.map(({ msg, chore }) => `${msg} ${chore ?? ''}`);
    expect(kinds).toContain('the worker cannot reach the queue ');
    expect(kinds.filter((kind, i) => kinds.indexOf(kind) !== i)).toEqual([]);
    proxy.set('open');
    await until('the queue is reached', () => linesOf(service, /the worker reaches the queue again/).length);
    expect(await end(service)).toBe(0);
    await proxy.stop();
  }, 120_000);
});
