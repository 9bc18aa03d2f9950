import { randomBytes } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { Collector, type ExportedSpan } from '../support/servers/collector.js';
import { event } from '../support/fixtures.js';
import { freePort, type ServiceProcess, startProcess } from '../support/servers/process.js';
import { ASYNC, finished } from '../support/servers/queue.js';
import { scaled, until } from '../support/wait.js';

const SERVER = 2;
const CONSUMER = 5;
/** Part of everything that a client sends. It must not be exported. */
const CANARY = 'canary5e1d';

/** A caller's trace. */
function trace(flags: '00' | '01') {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-${flags}` } };
}

describe('traces', () => {
  let service: TestApp;
  let token: string;
  let collector: Collector;
  const started: ServiceProcess[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    token = (await service.make.tenant('acme')).token!;
  });
  beforeEach(async () => {
    collector = await Collector.start();
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await collector.stop();
  });
  afterAll(() => service.close());

  /** Starts the built program with API and worker, which exports to `endpoint`. */
  async function start(endpoint: string, env: Record<string, string> = {}) {
    const own = await startProcess(service.database, {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...env,
    });
    started.push(own);
    return { ...own, acme: new ApiClient(own.url, token) };
  }
  async function drained({ child, ended }: ServiceProcess) {
    const begun = performance.now();
    child.kill('SIGTERM');
    return { code: await ended, seconds: (performance.now() - begun) / 1000 };
  }

  it('show a request, its transactions and the job that it left, as one', async () => {
    const { acme } = await start(collector.url);
    // This request caches the credential, so that the trace contains no look-up.
    expect((await acme.get('/v1/devices')).status).toBe(200);
    const caller = trace('01');
    const sent = event(`${CANARY}-uid`, { type: CANARY, payload: { [CANARY]: CANARY } });
    const answer = await acme.post('/v1/events', sent, { ...ASYNC, ...caller.headers });
    expect(answer.status).toBe(202);
    expect((await finished(acme, answer)).body.summary).toEqual({ created: 1 });
    const named = (name: string) => collector.of(caller.traceId).find((span) => span.name === name)!;
    await until('the job is exported', () => named('ingestion') !== undefined);

    const request = named('POST /v1/events');
    expect(request).toMatchObject({ kind: SERVER, parentSpanId: caller.spanId, status: 0, service: 'tributary' });
    expect(request.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/events',
      'http.response.status_code': 202,
      request_id: answer.headers.get('x-request-id'),
      tenant_id: await service.make.tenantId('acme'),
    });
    expect(answer.headers.get('traceparent')).toBe(`00-${caller.traceId}-${request.spanId}-01`);

    const job = named('ingestion');
    expect(job).toMatchObject({ kind: CONSUMER, parentSpanId: request.spanId, status: 0 });
    expect(job.attributes).toEqual({
      tenant_id: request.attributes.tenant_id,
      ingestion_id: answer.body.ingestion_id,
      request_id: request.attributes.request_id,
    });

    const transactions = ({ spanId }: ExportedSpan) =>
      collector.of(caller.traceId).filter(({ name, parentSpanId }) => name === 'transaction' && parentSpanId === spanId);
    // The first ingestion of a process is accepted by three: read the marks of queues, mark this queue, store it.
    // The job takes three: begin the ingestion, store its events, schedule the next one.
    expect([transactions(request).length, transactions(job).length]).toEqual([3, 3]);
    const known = new Set([caller.spanId, ...collector.of(caller.traceId).map(({ spanId }) => spanId)]);
    expect(collector.of(caller.traceId).filter(({ parentSpanId }) => !known.has(parentSpanId!))).toEqual([]);
    expect(collector.text).not.toContain(CANARY);
  }); // prettier-ignore

  it('are recorded where the caller records, and where nobody says otherwise', async () => {
    const { acme, url } = await start(collector.url);
    const [unsampled, sampled] = [trace('00'), trace('01')];
    const quiet = await acme.post('/v1/events', event(), { ...ASYNC, ...unsampled.headers });
    expect(quiet.headers.get('traceparent')).toMatch(new RegExp(`^00-${unsampled.traceId}-[0-9a-f]{16}-00$`));
    await finished(acme, quiet);
    await fetch(`${url}/readyz`, trace('01'));
    const own = (await acme.get('/v1/devices/none')).headers.get('traceparent')!;
    expect(own).toMatch(/-01$/);
    await acme.get('/v1/devices', { headers: sampled.headers });
    await until('the last is exported', () => collector.of(sampled.traceId).some(({ kind }) => kind === SERVER));
    expect(collector.of(unsampled.traceId)).toEqual([]);
    const requests = collector.spans.filter(({ kind }) => kind === SERVER);
    expect(requests.map(({ name }) => name)).not.toContain('GET /readyz');
    const missing = requests.find(({ traceId }) => traceId === own.split('-')[1])!;
    expect([missing.parentSpanId ?? '', missing.status, missing.attributes['http.response.status_code']]).toEqual(['', 0, 404]);
  }); // prettier-ignore

  it('end with what the service was told to say of itself, and as many as it was told to take', async () => {
    const { acme } = await start(collector.url, {
      OTEL_SERVICE_NAME: 'ingest-eu',
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
    });
    const { traceId, headers } = trace('01');
    expect((await acme.get('/v1/devices')).headers.get('traceparent')).toMatch(/-00$/);
    await acme.get('/v1/devices', { headers });
    await until('it is exported', () => collector.of(traceId).some(({ kind }) => kind === SERVER));
    expect(new Set(collector.spans.map((span) => `${span.service} ${span.traceId}`))).toEqual(
      new Set([`ingest-eu ${traceId}`]),
    );
  });

  it('are handed over when the service drains', async () => {
    const own = await start(collector.url, { OTEL_BSP_SCHEDULE_DELAY: '60000' });
    const { traceId, headers } = trace('01');
    expect((await own.acme.post('/v1/events', event(), headers)).status).toBe(201);
    expect(collector.spans).toEqual([]);
    expect((await drained(own)).code).toBe(0);
    expect(collector.of(traceId).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /v1/events', 'transaction']),
    );
  });

  it('hold up no drain: a collector that does not answer is given half a second', async () => {
    const silent = await Collector.start(false);
    try {
      const own = await start(silent.url);
      expect((await own.acme.post('/v1/events', event(), trace('01').headers)).status).toBe(201);
      const { code, seconds } = await drained(own);
      expect([code, silent.asked > 0, seconds < scaled(5)]).toEqual([0, true, true]);
    } finally {
      await silent.stop();
    }
  });

  it.each(['does not answer', 'is not there'])(
    'cost nothing but themselves where the collector %s',
    async (how) => {
      const silent = await Collector.start(false);
      const gone = `http://127.0.0.1:${await freePort()}`;
      try {
        const own = await start(how === 'is not there' ? gone : silent.url, {
          OTEL_EXPORTER_OTLP_TIMEOUT: '300',
        });
        for (let i = 0; i < 50; i++)
          expect((await own.acme.post('/v1/events', event(), trace('01').headers)).status).toBe(201);
        await until('it is said', () => own.output().includes('spans are lost'));
        if (how !== 'is not there') expect(silent.asked).toBeGreaterThan(0);
        await own.acme.post('/v1/events', event(), trace('01').headers);
        expect((await drained(own)).code).toBe(0);
        expect(own.output().match(/spans are lost/g)).toHaveLength(1);
      } finally {
        await silent.stop();
      }
    },
  );
});
