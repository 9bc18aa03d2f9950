import fc from 'fast-check';
import { QueryFailedError } from 'typeorm';
import type { ValidatedEvent } from './validated-event.js';
import type { EventResultRow } from './ingest.statements.js';
import { byHalves, eventResultOf, inPortions } from './event-result.js';
import { MAX_TRANSACTION_CHARACTERS } from './bounds.js';

const validatedEvent = (eventUid: string, occurredAt: number | null = 0): ValidatedEvent => ({
  eventUid, deviceUid: 'd', type: 't', occurredAt, late: false, payload: '{}', extensions: null, source: '/here', pointer: '/events/0',
}); // prettier-ignore
const ROW: EventResultRow = {
  stored: false, received_at: null, status: 'active', headed: true, purged: false, same: null, source: null,
}; // prettier-ignore
const RECEIVED = new Date(0);

describe('why an event was not inserted', () => {
  it.each([
    [{ stored: true, same: true, received_at: RECEIVED }, 'duplicate', undefined],
    [{ stored: true, same: false }, 'conflict', 'event_conflict'],
    [{ stored: true, same: true, source: '/elsewhere' }, 'conflict', 'event_conflict'],
    [{ purged: true }, 'invalid', 'timestamp_out_of_range'],
    [{ status: null }, 'unknown_device', 'unknown_device'],
    [{ status: 'disabled' }, 'forbidden', 'device_disabled'],
    // What is stored is told before what became of its device: a retry stays a duplicate.
    [{ stored: true, same: true, received_at: RECEIVED, status: 'disabled' }, 'duplicate', undefined],
    [{ purged: true, status: null }, 'invalid', 'timestamp_out_of_range'],
  ] as [Partial<EventResultRow>, string, string | undefined][])('%o is %s', (row, outcome, code) => {
    const eventResult = eventResultOf(validatedEvent('e'), { ...ROW, ...row })!;
    expect([eventResult.outcome, eventResult.error?.code]).toEqual([outcome, code]);
  });

  it('needs a time where events are removed', () =>
    expect(eventResultOf(validatedEvent('e', null), { ...ROW, purged: true })!.error!.code).toBe(
      'missing_field',
    ));

  it('is none if it may be inserted by now', () =>
    expect(eventResultOf(validatedEvent('e'), ROW)).toBeUndefined());
});

describe('portions', () => {
  it('hold all events in order, each within the limit or one event', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(10), fc.nat(2 * MAX_TRANSACTION_CHARACTERS)), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (characters) => {
        const events = characters.map((size, i) => ({
          ...validatedEvent(String(i)),
          payload: 'x'.repeat(size),
        }));
        const portions: number[][] = [];
        const eventResults = await inPortions(events, async (some) => {
          portions.push(some.map(({ payload }) => payload.length));
          return some.map(({ eventUid }) => ({ event_uid: eventUid, outcome: 'created' as const }));
        });
        expect(eventResults.map(({ event_uid }) => event_uid)).toEqual(
          events.map(({ eventUid }) => eventUid),
        );
        for (const [i, each] of portions.entries()) {
          const total = sum(each);
          expect(each.length === 1 || total <= MAX_TRANSACTION_CHARACTERS).toBe(true);
          if (portions[i + 1]) expect(total + portions[i + 1][0]).toBeGreaterThan(MAX_TRANSACTION_CHARACTERS);
        }
      }),
    );
  });
});

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

describe('halving', () => {
  const events = Array.from({ length: 1000 }, (_, i) => validatedEvent(String(i)));
  const dataException = new QueryFailedError(
    'INSERT',
    [],
    Object.assign(new Error('bad value'), { code: '22P02' }),
  );

  async function decided(bad: readonly string[]) {
    let tries = 0;
    const eventResults = await byHalves(events, async (some) => {
      tries++;
      if (some.some(({ eventUid }) => bad.includes(eventUid))) throw dataException;
      return some.map(({ eventUid }) => ({ event_uid: eventUid, outcome: 'created' as const }));
    });
    return { tries, outcomes: eventResults.map(({ outcome }) => outcome), eventResults };
  }

  it('finds the one value that cannot be stored, and stores the rest in order', async () => {
    const { outcomes, eventResults } = await decided(['7']);
    expect(outcomes.filter((each) => each === 'created')).toHaveLength(999);
    expect(eventResults.map(({ event_uid }) => event_uid)).toEqual(events.map(({ eventUid }) => eventUid));
    expect([outcomes[7], eventResults[7].error!.code]).toEqual(['invalid', 'invalid_value']);
  });

  it('takes 64 transactions at most; what is not tried any more is failed', async () => {
    const { tries, outcomes } = await decided(events.map(({ eventUid }) => eventUid));
    expect(tries).toBe(64);
    expect(new Set(outcomes)).toEqual(new Set(['invalid', 'failed']));
  });

  it('throws what is no fault of a value', async () => {
    const lost = new Error('connection lost');
    await expect(byHalves(events, async () => Promise.reject(lost))).rejects.toBe(lost);
  });
});
