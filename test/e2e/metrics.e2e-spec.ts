import { SharedWriter } from '../../libs/events/src/ingest/shared.writer.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type ApiClient, METRICS_TOKEN } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { freePort } from '../support/servers/process.js';
import { until } from '../support/wait.js';

/** Values by name and labels. */
const parse = (text: string) =>
  new Map(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe('metrics', () => {
  let service: TestApp;
  let acme: ApiClient;
  const metrics = async () => parse((await service.api.get('/metrics')).text);

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: { burst_events: 4, events_per_second: 0.001 } });
  });
  afterAll(() => service.close());

  it('are told in Prometheus’ text format, with help and type of each', async () => {
    const { status, headers, text } = await service.api.get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    for (const name of parse(text).keys()) {
      const family = name.split('{', 1)[0].replace(/_(bucket|sum|count)$/, '');
      expect(text).toContain(`# TYPE ${family} `);
      expect(text).toContain(`# HELP ${family} `);
    }
  });

  it('count requests by pattern, method and status, events by outcome, decisions and look-ups', async () => {
    await acme.post('/v1/events', event('secret-uid'));
    await acme.post('/v1/events', event('secret-uid'));
    await acme.post('/v1/events/batch', { events: [event(), event(), event(), {}] });
    await acme.get('/v1/events/secret-uid');
    await service.api.get('/secret-address');
    await service.api.get('/v1/events');
    let seen = await metrics();
    // The refusal is written to the trail after the answer. The loop waits until that connection is free.
    while (seen.get('tributary_database_connections{state="in_use"}')) seen = await metrics();
    const of = (name: string) => seen.get(`tributary_${name}`);
    expect(of('http_requests_total{method="POST",route="/v1/events",status="201"}')).toBe(1);
    expect(of('http_requests_total{method="POST",route="/v1/events",status="200"}')).toBe(1);
    expect(of('http_requests_total{method="POST",route="/v1/events/batch",status="207"}')).toBe(1);
    expect(of('http_requests_total{method="GET",route="/v1/events/:event_uid",status="200"}')).toBe(1);
    expect(of('http_requests_total{method="GET",route="none",status="404"}')).toBe(1);
    expect(of('http_requests_total{method="GET",route="/v1/events",status="401"}')).toBe(1);
    expect(of('http_request_duration_seconds_count{method="POST",route="/v1/events"}')).toBe(2);
    expect(of('ingest_events_total{outcome="created"}')).toBe(3);
    expect(of('ingest_events_total{outcome="duplicate"}')).toBe(1);
    expect(of('ingest_events_total{outcome="throttled"}')).toBe(1);
    expect(of('ingest_events_total{outcome="invalid"}')).toBe(1);
    expect(of('tenant_events_total{tenant="acme",outcome="created"}')).toBe(3);
    expect(of('limit_decisions_total{decision="refused",policy="events"}')).toBe(1);
    expect(of('limit_decisions_total{decision="admitted",policy="none"}')).toBeGreaterThanOrEqual(8);
    expect(of('cache_lookups_total{result="hit"}')).toBeGreaterThan(0);
    expect(of('cache_lookups_total{result="miss"}')).toBeGreaterThan(0);
    expect(of('database_connections{state="idle"}')).toBeGreaterThan(0);
    expect(of('database_connections{state="in_use"}')).toBe(0);
    expect(of('database_waiting{state="connection"}')).toBe(0);
    expect(of('coalescer_waiting{state="events"}')).toBe(0);
    expect(of('http_requests_in_flight')).toBe(0);
    expect([...seen.keys()].join('\n')).not.toContain('secret');
  });

  it('see work that waits', async () => {
    await service.make.tenant('busy');
    const busy = await service.make.token('busy');
    const writer = service.app.get(SharedWriter);
    const write = writer.write.bind(writer);
    let release = () => undefined as void;
    const released = new Promise<void>((resolve) => (release = resolve));
    // Nothing is stored until `release`. The first transaction is held, and the other requests wait for the next one.
    const held = jest.spyOn(writer, 'write').mockImplementation(async (...args) => {
      await released;
      return write(...args);
    });
    const answers = Promise.all(
      Array.from({ length: 60 }, () =>
        busy.post('/v1/events/batch', { events: Array.from({ length: 50 }, () => event()) }),
      ),
    );
    await until(
      'all but one wait',
      async () => (await metrics()).get('tributary_coalescer_waiting{state="events"}') === 59 * 50,
    );
    expect((await metrics()).get('tributary_http_requests_in_flight')).toBe(60);
    release();
    expect((await answers).map(({ status }) => status)).toEqual(Array(60).fill(200));
    held.mockRestore();
    const after = await metrics();
    expect(after.get('tributary_coalescer_waiting{state="events"}')).toBe(0);
  });

  it('ask for the token that is configured, whatever the case of its scheme; without one there are none', async () => {
    const ask = async (url: string, authorization?: string) => {
      const { status, body } = await service.api
        .as(undefined)
        .at(url)
        .get('/metrics', { headers: { authorization: authorization ?? '' } });
      return [status, body?.code];
    };
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer '])
      expect(await ask(service.url, `${scheme} ${METRICS_TOKEN}`)).toEqual([200, undefined]);
    for (const wrong of [
      '',
      METRICS_TOKEN,
      `Basic ${METRICS_TOKEN}`,
      `Bearer ${METRICS_TOKEN}x`,
      `Bearer ${acme.token}`,
    ])
      expect(await ask(service.url, wrong)).toEqual([401, 'unauthenticated']);
    const port = await freePort();
    const open = await startTestApp({ METRICS_TOKEN: '', METRICS_PORT: String(port) }, service.database);
    try {
      for (const given of ['', `Bearer ${METRICS_TOKEN}`, `Bearer ${acme.token}`])
        expect(await ask(open.url, given)).toEqual([404, 'not_found']);
      const own = `http://127.0.0.1:${port}`;
      expect(await (await fetch(`${own}/metrics`)).text()).toContain('\ntributary_');
      expect((await fetch(`${own}/v1/events`)).status).toBe(404);
    } finally {
      await open.close();
    }
  });

  it('are named for what they are: counters end in _total, and nothing else does', async () => {
    const { text } = await service.api.get('/metrics');
    const types = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)];
    expect(types.length).toBeGreaterThan(30);
    for (const [, name, type] of types)
      expect([name, type, /_total$/.test(name)]).toEqual([name, type, type === 'counter']);
  });
});
