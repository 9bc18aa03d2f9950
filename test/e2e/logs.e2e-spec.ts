import { connect } from 'node:net';
import { createLogger, NestLogger } from '#libs/common';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { metric, until } from '../support/wait.js';

/** Part of everything that must never be logged. */
const CANARY = 'canary7f3a';

type Line = Record<string, unknown> & { msg?: string; route?: string; status?: number };
const linesOf = ({ logs }: TestApp): Line[] => logs.map((line) => JSON.parse(line));
const requestsOf = (service: TestApp) => linesOf(service).filter(({ msg }) => msg === 'request');

describe('the log', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp({ LOG_LEVEL: 'trace' });
    acme = await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  it('has one line for each request, which says who, where, what and how long', async () => {
    service.logs.length = 0;
    const { headers } = await acme.post('/v1/events', event(), { 'x-request-id': 'my-request' });
    const lines = requestsOf(service);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toEqual({
      level: 'info',
      time: expect.any(String),
      request_id: 'my-request',
      address: '127.0.0.1',
      trace_id: headers.get('traceparent')!.split('-')[1],
      actor: expect.stringMatching(/^token:/),
      tenant_id: expect.any(String),
      method: 'POST',
      route: '/v1/events',
      status: 201,
      duration_ms: expect.any(Number),
      msg: 'request',
    });
  });

  it.each(['/v1/events', '/v1/events/batch', '/v1/events/import'])(
    'has a line for a request to %s that its client aborts',
    async (route) => {
      service.logs.length = 0;
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      const type = route.endsWith('import') ? 'application/x-ndjson' : 'application/json';
      socket.write(
        `POST ${route} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${acme.token}\r\nContent-Type: ${type}\r\nContent-Length: 99\r\n\r\n{"`,
      );
      const inFlight = () => metric(service.url, 'tributary_http_requests_in_flight');
      await until('the request is in progress', async () => (await inFlight()) === 1);
      socket.destroy();
      const aborted = () => requestsOf(service).filter((line) => line.aborted);
      await until('it is logged', () => aborted().length > 0);
      const duration_ms = expect.any(Number);
      expect(aborted()).toEqual([
        expect.objectContaining({
          route,
          status: null,
          actor: expect.stringMatching(/^token:/),
          duration_ms,
        }),
      ]);
    },
  );

  it('says in a line nothing of the lines before it', async () => {
    const staff = await service.make.staff();
    service.logs.length = 0;
    await staff.get('/v1/tenants');
    expect(linesOf(service).map(({ msg, reason }) => [msg, reason])).toEqual([
      ['as platform', 'list tenants'],
      ['request', undefined],
    ]);
  });

  it('holds nothing that a client sent or that opens a door, whatever happens', async () => {
    service.logs.length = 0;
    const login = (body: object) => service.api.post('/v1/auth/token', body);
    const secret = {
      grant_type: 'password',
      username: `${CANARY}@example.com`,
      password: `${CANARY}-password`,
    };
    const { token } = (
      await acme.post('/v1/tokens', { name: `${CANARY} token`, abilities: ['events:write'] })
    ).body;
    const staff = await service.make.staff();
    const bad = event(`${CANARY}-uid`, { device_uid: `${CANARY}-device`, payload: { [CANARY]: CANARY } });
    const answers = [
      await login(secret),
      await login({ ...secret, username: ADMIN.email }),
      await login({ grant_type: 'password', username: ADMIN.email, password: ADMIN.password }),
      await service.api.as(`${CANARY}-token`).get('/v1/events'),
      await acme.as(token).get('/v1/events'),
      await acme.post('/v1/devices', { device_uid: `${CANARY}-device`, metadata: { [CANARY]: CANARY } }),
      await acme.post('/v1/devices', { device_uid: `${CANARY}-device` }),
      await acme.post('/v1/events', bad),
      await acme.post('/v1/events', { ...bad, type: 'another' }),
      await acme.post('/v1/events', { ...bad, [CANARY]: 1 }),
      await acme.post('/v1/events', `{"${CANARY}`),
      await acme.post('/v1/events/batch', { events: [bad, { ...bad, type: CANARY }, CANARY] }),
      await acme.get(`/v1/events/${CANARY}-uid`),
      await acme.get(`/v1/events?device_uid=${CANARY}-device&payload.${CANARY}=${CANARY}`),
      await acme.get(`/v1/events?cursor=${CANARY}`),
      await acme.get(`/${CANARY}`),
      await acme.send('PUT', `/v1/events/${CANARY}`),
      await acme.get('/v1/events', { headers: { 'x-tenant-key': CANARY, cookie: CANARY, referer: CANARY } }),
      await acme.get('/v1/events', { headers: { 'x-request-id': `no id: ${CANARY}`, traceparent: CANARY } }),
      await staff.get(`/v1/events?tenant_key=${CANARY}`),
    ];
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    const log = service.logs.join('');
    expect(requestsOf(service).length).toBeGreaterThanOrEqual(answers.length);
    expect(log).not.toContain(CANARY);
    for (const secretText of [ADMIN.password, token, acme.token!, staff.token!]) {
      expect(log).not.toContain(secretText);
      expect(log).not.toContain(secretText.slice(-12));
    }
  });

  it('holds nothing of what the database quotes, however an error comes to be logged', () => {
    const lines: string[] = [];
    const log = createLogger({ LOG_LEVEL: 'trace' }, () => ({}), { write: (line) => void lines.push(line) });
    const refused = Object.assign(new Error(`duplicate key (${CANARY})`), {
      code: '23505',
      severity: 'ERROR',
      detail: CANARY,
      parameters: [CANARY],
      query: `SELECT '${CANARY}'`,
    });
    const wrapped = new Error('could not be stored', { cause: refused });
    log.error(refused);
    log.error({ err: refused });
    log.error({ err: wrapped }, 'told');
    new NestLogger(log).error(refused);
    new NestLogger(log).error({ err: wrapped });
    expect(lines.join('')).not.toContain(CANARY);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'refused by the database',
      'refused by the database',
      'told',
      'refused by the database',
      'could not be stored',
    ]);
    expect(lines.filter((line) => line.includes('23505'))).toHaveLength(5);
  });

  it('samples the lines of ingests that went well, and no others', async () => {
    const quiet = await startTestApp({ LOG_INGEST_SAMPLE: '0' }, service.database);
    try {
      const client = quiet.api.as(acme.token);
      quiet.logs.length = 0;
      await client.post('/v1/events', event('sampled'));
      await client.post('/v1/events', event('sampled'));
      await client.post('/v1/events/batch', { events: [event()] });
      expect(requestsOf(quiet)).toEqual([]);
      await client.post('/v1/events', event('sampled', { type: 'other' }));
      await client.post('/v1/events/batch', { events: [event(), {}] });
      await client.post('/v1/events', '{');
      await client.get('/v1/events/sampled');
      expect(requestsOf(quiet).map(({ route, status }) => [route, status])).toEqual([
        ['/v1/events', 409],
        ['/v1/events/batch', 207],
        ['/v1/events', 400],
        ['/v1/events/:event_uid', 200],
      ]);
    } finally {
      await quiet.close();
    }
    const some = await startTestApp({ LOG_INGEST_SAMPLE: '0.5' }, service.database);
    try {
      some.logs.length = 0;
      for (let i = 0; i < 100; i++) await some.api.as(acme.token).post('/v1/events', event());
      const { length } = requestsOf(some);
      // By chance, less than one run in 500 million is outside of this range.
      expect([length > 20, length < 80]).toEqual([true, true]);
    } finally {
      await some.close();
    }
  });
});
