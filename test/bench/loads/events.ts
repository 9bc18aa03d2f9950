import { randomBytes } from 'node:crypto';

/** Devices of each tenant in the benchmark. */
export const DEVICES = 20;
export const deviceUid = (i: number) => `device-${i % DEVICES}`;

/** An event as clients send it: some 300 bytes of JSON, like a small sensor's. */
export interface BenchEvent {
  readonly event_uid: string;
  readonly device_uid: string;
  readonly type: string;
  readonly occurred_at: string;
  readonly payload: object;
}

let sequence = 0;

/** Version 7: ordered by time, as current clients make them and our documentation does. */
export function orderedUid(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const count = (sequence++ & 0xfff).toString(16).padStart(3, '0');
  const rest = randomBytes(8).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-b${rest.slice(0, 3)}-${rest.slice(3, 15)}`;
}

/** @param filler bytes of text that enlarge the payload */
export function makeEvent(i: number, filler = 0): BenchEvent {
  return {
    event_uid: orderedUid(),
    device_uid: deviceUid(i),
    type: i % 3 ? 'temperature.measured' : 'battery.measured',
    occurred_at: new Date(Date.now() - (i % 3_600) * 1000).toISOString(),
    payload: {
      celsius: 15 + (i % 150) / 10,
      humidity: 0.3 + (i % 50) / 100,
      battery: 0.83,
      firmware: '4.11.2',
      location: { building: 'north', floor: i % 12, room: `r-${i % 240}` },
      ...(filler ? { filler: 'abcdefgh '.repeat(filler / 9) } : {}),
    },
  };
}

/** Makes `count` batches of `size` events each. */
export const makeBatches = (count: number, size: number): BenchEvent[][] =>
  Array.from({ length: count }, (_, b) => Array.from({ length: size }, (_, i) => makeEvent(b * size + i)));
