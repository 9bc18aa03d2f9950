import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { SLACK } from './bucket.js';
import type { Call, Demand, Entry, LimitStore, UsageSnapshot, Taken } from './limit-store.js';
import { LIMITS_LUA } from './limits.lua.js';
import {
  bytesRate,
  deviceRate,
  eventsRate,
  type Limits,
  POLICIES,
  readsRate,
  requestsRate,
} from '../policy.js';
import type { Running } from './running.js';

/** Lease of a process's count in Redis. Three reports fit in, so one may be lost. Milliseconds. */
const LEASE_MS = 10_000;
export const BEAT_MS = 3_000;

type Command = 'enter' | 'say' | 'standing' | 'take' | 'beat';
type Script = (keys: number, ...rest: string[]) => Promise<unknown>;

/** The limits that several processes share. Every call throws if Redis does not answer. */
export class RedisLimits implements LimitStore {
  private readonly process = randomUUID();
  private readonly script: Script;

  /** @param clock microseconds, for tests; by default Redis's own */
  constructor(
    private readonly redis: Redis,
    private readonly running: Running,
    private readonly clock?: () => number,
  ) {
    redis.defineCommand('tributaryLimits', { lua: LIMITS_LUA });
    this.script = (redis as unknown as { tributaryLimits: Script }).tributaryLimits.bind(redis);
  }

  async enter(tenantId: string, limits: Limits, call: Call = {}): Promise<Entry> {
    const { read = false, held = false, device: uid } = call;
    const mine = held ? this.running.of(tenantId) : this.running.add(tenantId);
    try {
      const ask = { mine, read, held, most: limits.max_concurrent_requests, ...ratesOf(limits) };
      const keys = keysOf(tenantId, uid === undefined ? [] : [uid]);
      const [short, running, events, bytes, requests, reads, level] = await this.call('enter', keys, ask);
      if (short && !held) this.leave(tenantId);
      return {
        limits,
        short: short ? POLICIES[Number(short) - 1] : undefined,
        ...numbers({ running, events, bytes, requests, reads }),
        ...(uid !== undefined && { device: { uid, level: Number(level) } }),
      };
    } catch (error) {
      if (!held) this.running.remove(tenantId);
      throw error;
    }
  }

  /** Reports at once. If that is lost, the next report corrects it. */
  leave(tenantId: string): void {
    this.say(tenantId, this.running.remove(tenantId)).catch(() => undefined);
  }

  async standing(tenantId: string, limits: Limits): Promise<UsageSnapshot> {
    const ask = { mine: this.running.of(tenantId), ...ratesOf(limits) };
    const answer = await this.call('standing', keysOf(tenantId), ask);
    const [running, events, bytes, requests, reads] = answer;
    return { limits, ...numbers({ running, events, bytes, requests, reads }) };
  }

  async take({ tenantId, limits, events, rejected }: Demand): Promise<Taken> {
    const devices = [...new Set(events.map(({ device }) => device))];
    const places = new Map(devices.map((device, i) => [device, i + 1]));
    const ask = {
      ...ratesOf(limits),
      rejected,
      costs: events.map(({ bytes }) => bytes),
      of: events.map(({ device }) => places.get(device)),
    };
    const answer = await this.call('take', keysOf(tenantId, devices), ask);
    const [short, eventLevel, byteLevel, requestLevel, ...levels] = answer;
    return {
      limits,
      short: [...String(short)].map((digit) => (digit === '0' ? undefined : POLICIES[Number(digit) - 1])),
      events: Number(eventLevel),
      bytes: Number(byteLevel),
      requests: Number(requestLevel),
      devices: new Map(devices.map((device, i) => [device, Number(levels[i])])),
    };
  }

  /** Reports that this process is alive, and its counts. @returns the number of living processes */
  async beat(): Promise<number> {
    const alive = await this.run('beat', ['tributary:limits:processes'], {});
    await Promise.all(this.running.entries().map(([tenantId, count]) => this.say(tenantId, count)));
    return Number(alive);
  }

  private say(tenantId: string, mine: number): Promise<unknown> {
    return this.run('say', keysOf(tenantId), { mine });
  }

  private call(command: Command, keys: string[], ask: object): Promise<(string | number)[]> {
    return this.run(command, keys, ask) as Promise<(string | number)[]>;
  }

  private run(command: Command, keys: string[], ask: object): Promise<unknown> {
    const all = { ...ask, slack: SLACK, process: this.process, lease: LEASE_MS };
    return this.script(keys.length, ...keys, command, String(this.clock?.() ?? ''), JSON.stringify(all));
  }
}

/** Redis returns numbers that may have a fraction as text. */
const numbers = <K extends string>(texts: Record<K, string | number>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Number(text)])) as Record<K, number>;

const ratesOf = (limits: Limits) => ({
  events: eventsRate(limits),
  bytes: bytesRate(limits),
  device: deviceRate(limits),
  requests: requestsRate(limits),
  reads: readsRate(limits),
});

/** All keys of a tenant share a hash tag, so that they are on one node of a cluster. */
const keysOf = (tenantId: string, devices: readonly string[] = []): string[] =>
  ['events', 'bytes', 'running', 'requests', 'reads', ...devices.map((device) => `device:${device}`)].map(
    (name) => `tributary:limits:{${tenantId}}:${name}`,
  );
