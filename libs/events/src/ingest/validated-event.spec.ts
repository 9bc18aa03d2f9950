import { FaultyItem, JsonFault, parseJsonText, RawJson } from '#libs/common';
import { MAX_EVENT_BYTES } from './bounds.js';
import { judge } from './validated-event.js';

const NOW = Date.parse('2026-01-02T00:00:00Z');
const SETTINGS = {
  accept_past_days: 35,
  accept_future_seconds: 300,
  accept_late: false,
  retention_days: null,
  purged_before: null,
};
const GOOD = {
  event_uid: 'e-1',
  device_uid: 'sensor-1',
  type: 't',
  payload: new RawJson('{"a":1.50}', 'object'),
};

const judged = (item: unknown, settings = SETTINGS, speaksFor = () => true) =>
  judge(item, '/events/3', settings, speaksFor, NOW);
const codeOf = (item: unknown) => {
  const result = judged(item);
  return 'eventResult' in result
    ? [result.eventResult.outcome, result.eventResult.error?.code, result.eventResult.error?.pointer]
    : 'taken';
};
const without = (field: keyof typeof GOOD) =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== field));

describe('an event by itself', () => {
  it('is taken with its payload as it was written', () => {
    expect(judged({ ...GOOD, occurred_at: '2026-01-01T00:00:00Z' })).toEqual({
      validatedEvent: {
        eventUid: 'e-1', deviceUid: 'sensor-1', type: 't', occurredAt: NOW - 86_400_000, late: false,
        payload: '{"a":1.50}', extensions: null, expansion: 0, pointer: '/events/3',
      },
    }); // prettier-ignore
  });

  it.each(['event_uid', 'device_uid', 'type', 'payload'] as const)('needs %s', (field) =>
    expect(codeOf(without(field))).toEqual(['invalid', 'missing_field', `/events/3/${field}`]),
  );

  it.each([
    [{ ...GOOD, extra: 1 }, 'unknown_field', '/events/3/extra'],
    [{ ...GOOD, payload: new RawJson('[]', 'array') }, 'invalid_type', '/events/3/payload'],
    [{ ...GOOD, event_uid: '' }, 'invalid_event_uid', '/events/3/event_uid'],
    [{ ...GOOD, device_uid: '..' }, 'invalid_device_uid', '/events/3/device_uid'],
    [{ ...GOOD, occurred_at: '2026-02-30T00:00:00Z' }, 'invalid_timestamp', '/events/3/occurred_at'],
    [{ ...GOOD, occurred_at: '2026-01-02T00:06:00Z' }, 'timestamp_out_of_range', '/events/3/occurred_at'],
    [{ ...GOOD, occurred_at: '2025-01-01T00:00:00Z' }, 'timestamp_out_of_range', '/events/3/occurred_at'],
    [[], 'invalid_type', '/events/3'],
    [null, 'invalid_type', '/events/3'],
  ])('%#: is refused as %s', (item, code, pointer) =>
    expect(codeOf(item)).toEqual(['invalid', code, pointer]),
  );

  it('keeps the fault that its text had', () => {
    const item = new FaultyItem(new JsonFault('duplicate_key', 'twice', '/events/3/payload/a'), {
      event_uid: 'e-1',
    });
    expect(judged(item)).toMatchObject({
      eventResult: { event_uid: 'e-1', error: { code: 'duplicate_key', pointer: '/events/3/payload/a' } },
    });
  });

  it('may have 256 KiB as they are stored, whatever was sent', () => {
    const payloadOf = (text: string) => parseJsonText(text, { items: 'raw' }) as RawJson;
    // Stored as `{"a": "…"}`: ten bytes beside the text.
    const text = (bytes: number) => payloadOf(`{"a":"${'x'.repeat(bytes - 9)}"}`);
    expect(codeOf({ ...GOOD, payload: text(MAX_EVENT_BYTES) })).toBe('taken');
    expect(codeOf({ ...GOOD, payload: text(MAX_EVENT_BYTES + 1) })).toEqual([
      'invalid',
      'event_too_large',
      '/events/3/payload',
    ]);
    const numbers = payloadOf(`{"a":[${Array(1_000).fill('1e308').join()}]}`);
    expect(codeOf({ ...GOOD, payload: numbers })).toEqual([
      'invalid',
      'event_too_large',
      '/events/3/payload',
    ]);
  });

  it('is forbidden for a device that the credential does not speak for', () => {
    const result = judge(GOOD, '', SETTINGS, (uid) => uid === 'sensor-2', NOW);
    expect(result).toMatchObject({
      eventResult: { outcome: 'forbidden', error: { code: 'device_forbidden', pointer: '/device_uid' } },
    });
  });
});
