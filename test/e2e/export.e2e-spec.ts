import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventReader } from '../../libs/events/src/reading/event-reader.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';
import { UNLIMITED } from '../support/unlimited.js';

describe('export', () => {
  let service: TestApp;
  let acme: ApiClient;
  const exported = (client: ApiClient, query = '', accept?: string) =>
    client.get(`/v1/events/export${query}`, accept ? { headers: { accept } } : {});
  const fill = async (client: ApiClient, name: string, count: number, more: object = {}) => {
    for (let i = 0; i < count; i += 500) {
      const events = Array.from({ length: Math.min(500, count - i) }, (_, n) => event(`${name}-${i + n}`, more));
      expect((await client.post('/v1/events/batch', { events })).status).toBe(200);
    }
  };
  /** Begins an export. The caller decides when to read the body. */
  const begin = async (client: ApiClient) => {
    const answer = await fetch(`${client.url}/v1/events/export`, { headers: { authorization: `Bearer ${client.token}` } });
    return answer;
  };

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: UNLIMITED });
    await acme.post('/v1/events', event('=1+1', { type: '@SUM(A1)', payload: { text: 'a"b,c', n: 0.10 } }));
    await fill(acme, 'many', 5_000);
    const globex = await service.make.tenant('globex');
    await globex.post('/v1/events', event('theirs'));
  });
  afterAll(() => service.close());

  it('is every event once, in storage order, as each reads elsewhere', async () => {
    const { status, headers, text } = await exported(acme);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    expect(headers.get('content-disposition')).toBe('attachment; filename="events.ndjson"');
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(lines).toHaveLength(5_001);
    const positions = lines.map(({ position }) => position as number);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(positions).size).toBe(5_001);
    expect(lines[4_321]).toEqual((await acme.get(`/v1/events/${lines[4_321].event_uid}`)).body);
    expect(text).not.toContain('theirs');
  });

  it('is CSV where that is asked for, in which no spreadsheet finds a formula', async () => {
    const { headers, text } = await exported(acme, '', 'text/csv');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="events.csv"');
    const [head, first, ...rest] = text.split('\r\n');
    expect(head).toBe('"event_uid","device_uid","type","occurred_at","received_at","position","late","payload","extensions","source"');
    expect(first).toMatch(/^"'=1\+1","sensor-1","'@SUM\(A1\)",/);
    expect(first).toContain('"{""n"": 0.1, ""text"": ""a\\""b,c""}"');
    expect(rest).toHaveLength(5_001);
  });

  it('filters as the list does', async () => {
    const uids = async (query: string) =>
      (await exported(acme, query)).text.split('\n').filter(Boolean).map((line) => JSON.parse(line).event_uid as string);
    expect(await uids(`?type=${encodeURIComponent('@SUM(A1)')}`)).toEqual(['=1+1']);
    expect(await uids('?device_uid=sensor-1&payload.n=0.1')).toEqual(['=1+1']);
    expect(await uids('?device_uid=nobody')).toEqual([]);
    expect((await uids('?received_from=2020-01-01T00:00:00Z')).length).toBe(5_001);
    expect(await uids('?occurred_to=2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('goes on after a position, in either format, and has nothing beyond the last', async () => {
    const { text } = await exported(acme);
    const positions = text.trimEnd().split('\n').map((line) => JSON.parse(line).position as number);
    const rest = await exported(acme, `?after_position=${positions[3_000]}`);
    expect(rest.text).toBe(text.split('\n').slice(3_001).join('\n'));
    const csv = await exported(acme, `?type=temperature.measured&after_position=${positions.at(-3)}`, 'text/csv');
    expect(csv.text.split('\r\n')).toHaveLength(4);
    for (const beyond of [positions.at(-1), Number.MAX_SAFE_INTEGER])
      expect((await exported(acme, `?after_position=${beyond}&received_from=2020-01-01T00:00:00Z`)).text).toBe('');
  });

  it.each([
    ['', 'application/json', 406, 'not_acceptable'],
    ['?payload.n=1', undefined, 422, 'unbounded_filter'],
    ['?limit=5', undefined, 422, 'unknown_field'],
    ['?after_position=-1', undefined, 422, 'invalid_value'],
    ['?after_position=last', undefined, 422, 'invalid_type'],
  ])('refuses %s %s', async (query, accept, status, code) => {
    const answer = await exported(acme, query, accept);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('of nothing is nothing, or a header alone', async () => {
    const empty = await service.make.tenant('empty');
    expect((await exported(empty)).text).toBe('');
    expect((await exported(empty, '', 'text/csv')).text).toMatch(/^"event_uid".*\r\n$/);
  });

  it('steps through windows where next to nothing fits', async () => {
    const reader = service.app.get(EventReader);
    const pages = jest.spyOn(reader, 'page');
    await fill(acme, 'more', 18_000);
    const { text } = await exported(acme, '?device_uid=sensor-1&payload.text=a%22b,c');
    const steps = await Promise.all(pages.mock.results.map(({ value }) => value));
    pages.mockRestore();
    expect(text.split('\n').filter(Boolean)).toHaveLength(1);
    expect(steps.map(({ rows }) => rows.length)).toEqual([1, 0]);
  }, 60_000);

  describe('of large events', () => {
    let big: ApiClient;
    beforeAll(async () => {
      big = await service.make.tenant('big', { limits: UNLIMITED });
      for (let i = 0; i < 300; i += 20) {
        const payload = { text: 'x'.repeat(200_000) };
        const events = Array.from({ length: 20 }, (_, n) => event(`big-${i + n}`, { payload }));
        expect((await big.post('/v1/events/batch', { events })).status).toBe(200);
      }
    }, 60_000);

    it('reads no more than its reader takes: 60 MB never lie in memory', async () => {
      const reader = service.app.get(EventReader);
      const pages = jest.spyOn(reader, 'page');
      const answer = await begin(big);
      await sleep(2_000);
      // A page has one event. The service reads only what the buffers of system and client hold, and one page more.
      expect(pages.mock.calls.length).toBeLessThan(150);
      const text = await answer.text();
      const largest = Math.max(...(await Promise.all(pages.mock.results.map(({ value }) => value))).map(({ rows }) => rows.length));
      pages.mockRestore();
      expect(text.split('\n').filter(Boolean)).toHaveLength(300);
      expect(largest).toBe(1);
    }, 60_000);

    it('breaks off, as its reader sees, where the token is revoked meanwhile', async () => {
      const { body } = await big.post('/v1/tokens', { name: 'reader', abilities: ['events:read'] });
      const answer = await begin(big.as(body.token));
      expect(answer.status).toBe(200);
      await big.delete(`/v1/tokens/${body.id}`);
      await expect(answer.text()).rejects.toThrow();
    }, 60_000);

    it('gives everything back where its reader goes away', async () => {
      const sent = request(`${big.url}/v1/events/export`, { headers: { authorization: `Bearer ${big.token}` } });
      await new Promise((resolve) => sent.on('response', (response) => response.once('data', resolve)).on('error', () => undefined).end());
      sent.destroy();
      const inFlight = async () => /http_requests_in_flight (\d+)/.exec((await service.api.get('/metrics')).text)![1];
      await until('nothing is in flight', async () => (await inFlight()) === '0');
    });
  });
}); // prettier-ignore
