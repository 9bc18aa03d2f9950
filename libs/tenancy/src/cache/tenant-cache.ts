import { Injectable } from '@nestjs/common';
import { type Awaitable, Metrics, type Series } from '#libs/common';
import { Entries, type Found } from './entries.js';

/** Entries are believed for so long after the beginning of the last poll that told what had changed. Milliseconds. */
const BELIEVED_MS = 1000;
/** For so long after its beginning a load serves others who ask. Milliseconds. */
const JOINED_MS = 250;
/** What is missing is remembered for so long: it may be created any moment. Milliseconds. */
const MISSING_MS = 250;
const MOST_MISSING = 5_000;
/** 100,000 tokens of devices take less than this; see token-lookup.spec.ts. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Whose entry it is: a tenant's id, or the platform's where the tenant is only being looked up. */
export type CacheOwner = string | 'platform';

interface Load {
  /** What changed since it began. */
  readonly changed: Set<string>;
}

/** A load and its result, while others may wait for the same. */
interface Joint {
  readonly value: Promise<unknown>;
  readonly begun: number;
}

/** What is being looked up from here on: what changes meanwhile is not kept. */
export interface Filling {
  put(owner: CacheOwner, name: string, found: Found<unknown>): void;
  /** To be called in any case, once nothing is put any more. */
  end(): void;
}

/**
 * Look-ups of a tenant, kept in this process until what they derive from changes. Keys begin `tenant:{id}:`, so that no
 * tenant's entry can answer another's question; one load serves all who ask meanwhile; a failed load is not kept.
 *
 * What changed is told by `drop`, for this process's own changes at once and for those of others by a poll, which calls
 * `confirm`. Where no poll has come for a second, entries are not believed: each request looks up for itself, until a
 * poll tells what changed meanwhile.
 */
@Injectable()
export class TenantCache {
  private readonly entries = new Entries(MOST_BYTES);
  /** When what is missing may be there again, by key. */
  private readonly missing = new Map<string, number>();
  private readonly joint = new Map<string, Joint>();
  private readonly loads = new Set<Load>();
  private readonly hits: Series<'result'>;
  private readonly misses: Series<'result'>;
  private confirmedAt = -Infinity;

  constructor(metrics: Metrics) {
    const asked = metrics.counter('cache_lookups_total', 'Look-ups of tenants, tokens and members', [
      'result',
    ]);
    this.hits = asked.series({ result: 'hit' });
    this.misses = asked.series({ result: 'miss' });
    metrics.gauge('cache_entries', 'Look-ups that are remembered', () => this.entries.size);
    metrics.gauge('cache_bytes', 'Estimated memory of the look-ups that are remembered', () => this.bytes);
    metrics.gauge('cache_believed', '1 while changes are heard of in time, else 0', () => Number(this.isBelieved));
  } // prettier-ignore

  /** Whether entries may answer: changes are heard of in time. */
  get isBelieved(): boolean {
    return performance.now() - this.confirmedAt < BELIEVED_MS;
  }

  /** The value itself where it is remembered: most look-ups are hits. */
  get<T>(owner: CacheOwner, name: string, load: () => Promise<Found<T>>): Awaitable<T | undefined> {
    const key = keyOf(owner, name);
    const now = performance.now();
    const known = this.known(key, now);
    (known === undefined ? this.misses : this.hits).added++;
    if (known === NOTHING) return undefined;
    if (known !== undefined) return known as T;
    const joint = this.joint.get(key);
    if (joint && now - joint.begun < JOINED_MS) return joint.value as Promise<T | undefined>;
    return this.load(key, now, load);
  }

  /** Whether it would be answered without a look-up, by what is there or by what is known to be missing. */
  has(owner: CacheOwner, name: string): boolean {
    return this.known(keyOf(owner, name), performance.now()) !== undefined;
  }

  /** For who looks up several things at once. */
  begin(): Filling {
    const load: Load = { changed: new Set() };
    this.loads.add(load);
    return {
      put: (owner, name, found) => this.keep(keyOf(owner, name), found, load),
      end: () => void this.loads.delete(load),
    };
  }

  /** Something changed: what derives from it is dropped, and not kept by loads that began before. */
  drop(names: Iterable<string>): void {
    for (const name of names) {
      this.entries.drop(name);
      for (const { changed } of this.loads) changed.add(name);
    }
    // What was missing may be there now, and whoever asks now must not get what was loaded before.
    this.missing.clear();
    this.joint.clear();
  }

  /** All changes up to a moment are told. @param at the moment, as `performance.now` tells it */
  confirm(at: number): void {
    this.confirmedAt = Math.max(this.confirmedAt, at);
  }

  /** Believes nothing until the next poll, which tells what has changed meanwhile. */
  suspend(): void {
    this.confirmedAt = -Infinity;
  }

  /** Forgets everything: what changed is not known. */
  clear(): void {
    this.drop([...this.entries.keys()]);
    this.entries.clear();
    for (const { changed } of this.loads) changed.add(ANYTHING);
  }

  /** Estimated memory of what is remembered. Bytes. */
  get bytes(): number {
    return this.entries.bytes;
  }

  /** Keys held, for tests. */
  keys(): string[] {
    return [...this.entries.keys()];
  }

  private known(key: string, now: number): unknown {
    if (now - this.confirmedAt >= BELIEVED_MS) return undefined;
    const entry = this.entries.get(key, now);
    if (entry !== undefined) return entry;
    const until = this.missing.get(key);
    return until !== undefined && until > now ? NOTHING : undefined;
  }

  private async load<T>(key: string, begun: number, load: () => Promise<Found<T>>): Promise<T | undefined> {
    const current: Load = { changed: new Set() };
    this.loads.add(current);
    const value = load().then((found) => {
      this.keep(key, found, current);
      return found.value;
    });
    const joint: Joint = { value, begun };
    this.joint.set(key, joint);
    try {
      return await value;
    } finally {
      this.loads.delete(current);
      if (this.joint.get(key) === joint) this.joint.delete(key);
    }
  }

  private keep(key: string, found: Found<unknown>, { changed }: Load): void {
    if (changed.has(ANYTHING) || changed.has(key)) return;
    if (found.value === undefined) {
      // Anything that changed may have made it.
      if (!changed.size) this.keepMissing(key);
    } else if (!found.from.some((name) => changed.has(name))) {
      this.entries.set(key, found, performance.now());
    }
  }

  private keepMissing(key: string): void {
    this.missing.delete(key);
    this.missing.set(key, performance.now() + MISSING_MS);
    if (this.missing.size > MOST_MISSING) this.missing.delete(this.missing.keys().next().value!);
  }
}

/** It is known that there is none. */
const NOTHING = Symbol('nothing');
/** Stands among the names that changed for all that there are. */
const ANYTHING = '*';

const keyOf = (owner: CacheOwner, name: string) =>
  owner === 'platform' ? `platform:${name}` : `tenant:${owner}:${name}`;
