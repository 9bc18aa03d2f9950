import { setTimeout as sleep } from 'node:timers/promises';
import { EventReader, type EventsPage } from '../../libs/events/src/reading/event-reader.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { StreamClient } from '../support/clients/stream-client.js';
import { until } from '../support/wait.js';
import { UNLIMITED } from '../support/unlimited.js';

const EVENTS = 160;
const PAYLOAD = { text: 'x'.repeat(200_000) };

describe('a stream that nobody reads', () => {
  let service: TestApp;
  let acme: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: UNLIMITED });
  });
  afterAll(() => service.close());

  it('holds next to nothing, disturbs nobody, and is ended with a word; its reader loses nothing', async () => {
    const beginning = new StreamClient(acme);
    await beginning.opened;
    beginning.kill();
    for (let i = 0; i < EVENTS; i += 20) {
      const events = Array.from({ length: 20 }, (_, n) => event(`big-${i + n}`, { payload: PAYLOAD }));
      expect((await acme.post('/v1/events/batch', { events })).status).toBe(200);
    }
    const reader = service.app.get(EventReader);
    let read = 0;
    const pages = jest.spyOn(reader, 'page').mockImplementation(async (...args): Promise<EventsPage> => {
      const page = await EventReader.prototype.page.apply(reader, args);
      read += page.rows.reduce((sum, { payload }) => sum + payload.length, 0);
      return page;
    });
    const stuck = new StreamClient(acme, '', beginning.lastEventId);
    await stuck.opened;
    stuck.pause();
    await sleep(3_000);
    // The service reads only what the system's buffers hold, and one page more, not all 32 MB.
    expect(read).toBeLessThan((EVENTS * PAYLOAD.text.length) / 2);
    const lively = new StreamClient(acme);
    await lively.opened;
    await acme.post('/v1/events', event('lively'));
    await lively.until(({ messages }) => messages.length >= 1);
    expect(lively.uids()).toEqual(['lively']);
    const ended = async () =>
      /streams_ended_total\{reason="slow_consumer"\} 1/.test((await service.api.get('/metrics')).text);
    await until('the stream that nobody reads is ended', ended, 60_000);
    expect(lively.closed).toBe(false);
    stuck.resume();
    await stuck.until(({ closed }) => closed);
    expect(stuck.problem()).toBe('slow_consumer');
    pages.mockRestore();
    const resumed = new StreamClient(acme, '', stuck.messages.at(-2)!.id);
    await resumed.until((self) => self.messages.length + stuck.uids().length >= EVENTS + 1);
    const expected = Array.from({ length: EVENTS }, (_, i) => `big-${i}`).sort();
    expect([...stuck.uids(), ...resumed.uids()].sort()).toEqual([...expected, 'lively']);
    lively.kill();
    resumed.kill();
  }, 90_000);
});
