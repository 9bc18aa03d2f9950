import { type AcceptanceWindow, judgeTime } from './time-window.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-06-15T12:00:00Z');
const base: AcceptanceWindow = {
  accept_past_days: 35, accept_future_seconds: 300, accept_late: false, retention_days: null, purged_before: null,
}; // prettier-ignore
const at = (days: number) => new Date(NOW - days * DAY).toISOString();
const judge = (settings: Partial<AcceptanceWindow>, given?: string) => {
  const time = judgeTime(given, { ...base, ...settings }, NOW);
  return 'fault' in time ? time.fault[0] : time.late ? 'late' : 'taken';
};

describe('the time of an event', () => {
  // prettier-ignore
  it.each<[what: string, settings: Partial<AcceptanceWindow>, given: string | undefined, expected: string]>([
    ['may be left out', {}, undefined, 'taken'],
    ['may lie in the window', {}, at(34), 'taken'],
    ['may not lie before it', {}, at(36), 'timestamp_out_of_range'],
    ['may, where late events are taken', { accept_late: true }, at(36), 'late'],
    ['may not lie too far ahead', {}, at(-1), 'timestamp_out_of_range'],
    ['must be given under retention', { retention_days: 90 }, undefined, 'missing_field'],
    ['must be given where something was removed once', { purged_before: NOW - 90 * DAY }, undefined, 'missing_field'],
    ['may not be late under retention', { retention_days: 90, accept_late: true }, at(36), 'timestamp_out_of_range'],
    ['may not lie before what is kept', { retention_days: 5 }, at(6), 'timestamp_out_of_range'],
    ['may not lie below the cutoff', { purged_before: NOW - 5 * DAY, accept_late: true }, at(6), 'timestamp_out_of_range'],
    ['may lie above it', { purged_before: NOW - 5 * DAY, retention_days: 10 }, at(4), 'taken'],
  ])('%s', (_, settings, given, expected) => {
    expect(judge(settings, given)).toBe(expected);
  });
});
