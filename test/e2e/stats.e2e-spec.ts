import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

const HOUR = 3_600_000;
/** Noon of the day before yesterday, in UTC, so that all buckets of the test lie in one day. */
const NOON = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR - 36 * HOUR;
const at = (ms: number) => new Date(NOON + ms).toISOString();

describe('event statistics', () => {
  let service: TestApp;
  let acme: ApiClient;
  const stats = (query: string) => acme.get(`/v1/events/stats?${query}`);

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    await acme.post('/v1/devices', { device_uid: 'sensor-2' });
    const events = [
      event('s1', { occurred_at: at(0), type: 'b' }),
      event('s2', { occurred_at: at(59_999), type: 'a' }),
      event('s3', { occurred_at: at(60_000), type: 'a', device_uid: 'sensor-2', payload: { room: 1 } }),
      event('s4', { occurred_at: at(HOUR), type: 'a' }),
      event('s5', { occurred_at: at(24 * HOUR), type: 'b' }),
    ];
    expect((await acme.post('/v1/events/batch', { events })).status).toBe(200);
    const globex = await service.make.tenant('globex');
    await globex.post('/v1/events', event('theirs', { occurred_at: at(0) }));
  });
  afterAll(() => service.close());

  it.each([
    ['minute', [[at(0), 2], [at(60_000), 1], [at(HOUR), 1], [at(24 * HOUR), 1]]],
    ['hour', [[at(0), 3], [at(HOUR), 1], [at(24 * HOUR), 1]]],
    ['day', [[at(-12 * HOUR), 4], [at(12 * HOUR), 1]]],
  ])('counts by %s of UTC, without empty buckets', async (interval, expected) => {
    const { status, body } = await stats(`interval=${interval}&occurred_from=${at(0)}`);
    expect([status, body.interval, body.occurred_from, body.next_cursor]).toEqual([200, interval, at(0), null]);
    expect(body.data.map(({ time, count }: { time: string; count: number }) => [time, count])).toEqual(expected);
  }); // prettier-ignore

  it('counts by type and by device', async () => {
    const range = `interval=hour&occurred_from=${at(0)}&occurred_to=${at(HOUR)}`;
    expect((await stats(`${range}&group_by=type`)).body.data).toEqual([
      { time: at(0), type: 'a', count: 2 },
      { time: at(0), type: 'b', count: 1 },
    ]);
    expect((await stats(`${range}&group_by=device_uid`)).body.data).toEqual([
      { time: at(0), device_uid: 'sensor-1', count: 2 },
      { time: at(0), device_uid: 'sensor-2', count: 1 },
    ]);
  });

  it('filters as the list does', async () => {
    const counts = async (query: string) =>
      (await stats(`interval=day&occurred_from=${at(-12 * HOUR)}&${query}`)).body.data.map(
        ({ count }: { count: number }) => count,
      );
    expect(await counts('type=a')).toEqual([3]);
    expect(await counts('type=a&type=b')).toEqual([4, 1]);
    expect(await counts('device_uid=sensor-2')).toEqual([1]);
    expect(await counts('payload.room=1')).toEqual([1]);
    expect(await counts(`received_to=${at(0)}`)).toEqual([]);
  });

  it('comes in pages', async () => {
    const query = `interval=minute&occurred_from=${at(0)}&group_by=type&limit=2`;
    const seen: object[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await stats(`${query}${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data);
      cursor = body.next_cursor;
    }
    expect(seen).toEqual((await stats(query.replace('limit=2', 'limit=100'))).body.data);
    expect(seen).toHaveLength(5);
    const { next_cursor } = (await stats(query)).body;
    expect((await stats(`interval=hour&cursor=${next_cursor}`)).body.code).toBe('invalid_cursor');
  });

  it('goes back as far as its interval is worth where it is not told, and says how far', async () => {
    const back = async (interval: string) =>
      (Date.now() - Date.parse((await stats(`interval=${interval}`)).body.occurred_from)) / (24 * HOUR);
    expect(await back('minute')).toBeCloseTo(1, 1);
    expect(await back('hour')).toBeCloseTo(31, 0);
    expect(Math.floor(await back('day'))).toBe(400);
    expect((await stats('interval=hour')).body.data).toHaveLength(3);
  });

  it.each([
    ['', 'missing_field'],
    ['interval=week', 'invalid_value'],
    ['interval=day&group_by=payload', 'invalid_value'],
    ['interval=day&interval=hour', 'invalid_type'],
    ['interval=day&order=asc', 'unknown_field'],
    ['interval=day&occurred_from=yesterday', 'invalid_timestamp'],
  ])('refuses %s', async (query, code) => {
    const { status, body } = await stats(query);
    expect([status, body.code]).toEqual([422, code]);
  });
});
