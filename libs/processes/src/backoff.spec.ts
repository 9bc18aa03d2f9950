import { Backoff } from './backoff.js';

describe('the pause before a process is replaced', () => {
  it('doubles with each short life, up to half a minute, and is none after a healthy one', () => {
    const backoff = new Backoff();
    const pauses = Array.from({ length: 9 }, () => backoff.after(0));
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect([backoff.after(10_000), backoff.after(9_999), backoff.after(0)]).toEqual([0, 500, 1_000]);
  });
});
