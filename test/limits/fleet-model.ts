import type { Redis } from 'ioredis';
import { LocalShare, type Limits, type LimitStore, MemoryLimits, RedisLimits, Running } from '#libs/limits';
import { seeded } from '../chaos/random.js';
import { UNLIMITED } from '../support/unlimited.js';

/**
 * A model of the limits over many processes: the service's own code of each store, and a clock that moves in ticks. What
 * is made up is when requests come and where: everything follows from the seed.
 */
export interface Model {
  readonly processes: number;
  /** Simulated. */
  readonly seconds: number;
  /** Tenants that send half of their limit, beside one that sends ten times its own. */
  readonly others: number;
  /** Of each tenant; a tenant's requests go over them in turn, and each leads to one process for good. */
  readonly connections: number;
  readonly seed: number;
}

/** `redis`: one script in one Redis. `share`: each process its part. `own`: each process the whole, as without either. */
export const STORES = ['redis', 'share', 'own'] as const;
export type StoreName = (typeof STORES)[number];

export interface Outcome {
  readonly store: StoreName;
  readonly connections: number;
  /** Of what burst + rate × t allows, the greedy tenant got so much. Per cent. */
  readonly greedy_percent: number;
  /** Of what the others sent, so much was admitted: of all, and of the one that fared worst. Per cent. */
  readonly others_percent: number;
  readonly worst_percent: number;
}

const RATE = 1_000;
const LIMITS: Limits = { ...UNLIMITED, events_per_second: RATE, burst_events: 4 * RATE };
/** Events of a request. */
const EVENTS = 10;
const TICK_MS = 100;
const GREED = 10;
const HALF = 0.5;
const BEGIN = 1_700_000_000;

interface Sender {
  readonly tenantId: string;
  readonly perSecond: number;
  /** Processes that its connections lead to. */
  readonly at: readonly number[];
  owed: number;
  turn: number;
  sent: number;
  admitted: number;
}

/** @param redis empty; needed by the store `redis` alone */
export async function runModel(model: Model, store: StoreName, redis?: Redis): Promise<Outcome> {
  let now = BEGIN;
  const processes = Array.from({ length: model.processes }, () => storeOf(store, model, () => now, redis));
  const senders = sendersOf(model);
  const ticks = (model.seconds * 1000) / TICK_MS;
  for (let tick = 0; tick < ticks; tick++) {
    now = BEGIN + (tick * TICK_MS) / 1000;
    // In the order in which they are sent: one Redis connection keeps it.
    await Promise.all(senders.flatMap((sender) => requestsOf(sender, processes)));
  }
  const [greedy, ...others] = senders;
  const allowed = LIMITS.burst_events + (RATE * (ticks - 1) * TICK_MS) / 1000;
  const percents = others.map(({ sent, admitted }) => (admitted / sent) * 100);
  const mean = percents.reduce((sum, each) => sum + each, 0) / percents.length;
  const [greedy_percent, others_percent, worst_percent] = [
    (greedy!.admitted / allowed) * 100,
    mean,
    Math.min(...percents),
  ].map((percent) => Math.round(percent * 10) / 10) as [number, number, number];
  return { store, connections: model.connections, greedy_percent, others_percent, worst_percent };
}

function storeOf(name: StoreName, { processes }: Model, now: () => number, redis?: Redis): LimitStore {
  if (name === 'redis') return new RedisLimits(redis!, new Running(), () => Math.round(now() * 1e6));
  const own = new MemoryLimits(new Running(), { seconds: now });
  return name === 'share' ? new LocalShare(own, processes) : own;
}

function sendersOf({ processes, others, connections, seed }: Model): Sender[] {
  const random = seeded(seed);
  return Array.from({ length: others + 1 }, (_, i) => ({
    tenantId: `model-${i}`,
    perSecond: RATE * (i ? HALF : GREED),
    at: Array.from({ length: connections }, () => Math.floor(random() * processes)),
    owed: 0,
    turn: 0,
    sent: 0,
    admitted: 0,
  }));
}

/** The requests of a sender in one tick. */
function requestsOf(sender: Sender, processes: readonly LimitStore[]): Promise<void>[] {
  const { tenantId, at } = sender;
  const requests: Promise<void>[] = [];
  const events = Array.from({ length: EVENTS }, () => ({ device: 'd', bytes: 1 }));
  const demand = { tenantId, limits: LIMITS, events, rejected: { events: 0, bytes: 0 } };
  for (sender.owed += (sender.perSecond * TICK_MS) / 1000; sender.owed >= EVENTS; sender.owed -= EVENTS) {
    const process = processes[at[sender.turn++ % at.length]!]!;
    sender.sent += EVENTS;
    requests.push(
      Promise.resolve(process.take(demand)).then(({ short }) => {
        sender.admitted += short.filter((policy) => policy === undefined).length;
      }),
    );
  }
  return requests;
}
