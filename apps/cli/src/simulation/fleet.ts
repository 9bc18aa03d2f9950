import { randomUUID } from 'node:crypto';
import type { EventInput } from '#libs/client';

/** A kind of device: its share of the fleet, how often it sends, and what it sends. */
interface Kind {
  readonly name: string;
  /** Share of the fleet, 0 to 1. */
  readonly share: number;
  /** Average time between two events. Seconds. */
  readonly every: number;
  /** Events at random times, as people cause them (a Poisson process), instead of regular ones with a small drift. */
  readonly byChance?: boolean;
  readonly type: string;
  readonly payload: (device: Device, seconds: number) => object;
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits));
const noise = (spread: number) => (Math.random() - 0.5) * 2 * spread;

const KINDS: readonly Kind[] = [
  {
    name: 'thermometer', share: 0.5, every: 10, type: 'temperature.measured',
    payload: ({ phase }, t) => ({ celsius: round(21 + 4 * Math.sin(t / 600 + phase) + noise(0.2)), battery: round(0.9 - t / 1e6) }),
  },
  {
    name: 'door', share: 0.2, every: 30, byChance: true, type: 'door.opened',
    payload: () => ({ by: `badge-${Math.floor(Math.random() * 200)}`, seconds_open: round(2 + Math.random() * 20, 1) }),
  },
  {
    name: 'tracker', share: 0.15, every: 2, type: 'position.reported',
    payload: ({ phase }, t) => ({ lat: round(52.52 + 0.05 * Math.sin(t / 300 + phase), 6), lon: round(13.4 + 0.05 * Math.cos(t / 300 + phase), 6), kmh: round(Math.abs(40 + noise(30)), 1) }),
  },
  {
    name: 'machine', share: 0.15, every: 0.2, type: 'vibration.measured',
    payload: ({ phase }, t) => ({ rms: round(1 + 0.3 * Math.sin(t + phase) + noise(0.1), 3), peak: round(3 + noise(0.5), 3), rpm: Math.round(1480 + noise(15)) }),
  },
]; // prettier-ignore

/** Events per second of one device, averaged over the kinds. */
const PER_DEVICE = KINDS.reduce((sum, { share, every }) => sum + share / every, 0);

export interface Device {
  readonly uid: string;
  readonly kind: Kind;
  /** Offset in its daily cycle, so that devices differ. */
  readonly phase: number;
  /** When it sends next. Seconds since the start. */
  next: number;
}

/** As many devices as send `rate` events per second together. */
export function fleetOf(rate: number, prefix: string): Device[] {
  const size = Math.max(KINDS.length, Math.round(rate / PER_DEVICE));
  return KINDS.flatMap((kind) =>
    Array.from({ length: Math.max(1, Math.round(size * kind.share)) }, (_, i) => ({
      uid: `${prefix}-${kind.name}-${i + 1}`,
      kind,
      phase: Math.random() * 2 * Math.PI,
      next: Math.random() * kind.every,
    })),
  );
}

/** The device's event now; also sets when it sends next. */
export function speak(device: Device, seconds: number): EventInput {
  const { kind } = device;
  device.next += kind.byChance ? -Math.log(1 - Math.random()) * kind.every : kind.every * (1 + noise(0.05));
  return {
    event_uid: randomUUID(),
    device_uid: device.uid,
    type: kind.type,
    occurred_at: new Date().toISOString(),
    payload: kind.payload(device, seconds) as Record<string, never>,
  };
}
