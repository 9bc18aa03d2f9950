import { Injectable } from '@nestjs/common';
import { type Awaitable, Metrics, type Series } from '#libs/common';
import { Entries, type Found } from './entries.js';

/** How long entries are valid after the start of the last successful poll for changes. Milliseconds. */
const BELIEVED_MS = 1000;
/** How long after its start a load also serves other callers. Milliseconds. */
const JOINED_MS = 250;
/** How long a missing value is cached. Short, because it may be created at any moment. Milliseconds. */
const MISSING_MS = 250;
const MOST_MISSING = 5_000;
/** Limit of all entries. 100,000 device tokens take less; see token-lookup.spec.ts. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Owner of an entry: a tenant's id, or the platform while the tenant is still being looked up. */
export type CacheOwner = string | 'platform';

interface Load {
  /** What changed since it began. */
  readonly changed: Set<string>;
}

/** A load and its result, while other callers may join it. */
interface Joint {
  readonly value: Promise<unknown>;
  readonly begun: number;
}

/** Look-ups that begin now. Results that change meanwhile are not cached. */
export interface Filling {
  put(owner: CacheOwner, name: string, found: Found<unknown>): void;
  /** Must be called in any case, after the last `put`. */
  end(): void;
}

/**
 * Caches look-ups in this process until what they derive from changes. Keys begin with `tenant:{id}:`, so that no
 * tenant's entry can answer a question of another. One load serves all concurrent callers; a failed load is not cached.
 *
 * `drop` reports changes: this process's own at once, those of other processes by a poll, which also calls `confirm`.
 * If no poll has succeeded for a second, entries are not used: each request looks up for itself, until a poll reports
 * what changed meanwhile.
 */
@Injectable()
export class TenantCache {
  private readonly entries = new Entries(MOST_BYTES);
  /** Time until which a value counts as missing, by key. */
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
    metrics.gauge('cache_entries', 'Look-ups in the cache', () => this.entries.size);
    metrics.gauge('cache_bytes', 'Estimated memory of the look-ups in the cache', () => this.bytes);
    metrics.gauge('cache_believed', '1 while changes of other processes are read in time, else 0', () => Number(this.isBelieved));
  } // prettier-ignore

  /** Whether entries may be used: changes of other processes are read in time. */
  get isBelieved(): boolean {
    return performance.now() - this.confirmedAt < BELIEVED_MS;
  }

  /** Returns the value itself if it is cached, because most look-ups are hits. */
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

  /** Whether it can be answered without a look-up, by an entry or because it is known to be missing. */
  has(owner: CacheOwner, name: string): boolean {
    return this.known(keyOf(owner, name), performance.now()) !== undefined;
  }

  /** For callers that look up several things at once. */
  begin(): Filling {
    const load: Load = { changed: new Set() };
    this.loads.add(load);
    return {
      put: (owner, name, found) => this.keep(keyOf(owner, name), found, load),
      end: () => void this.loads.delete(load),
    };
  }

  /** Reports changes: drops what derives from them, and keeps running loads from caching it. */
  drop(names: Iterable<string>): void {
    for (const name of names) {
      this.entries.drop(name);
      for (const { changed } of this.loads) changed.add(name);
    }
    // Missing values may exist now, and later callers must not get what was loaded before.
    this.missing.clear();
    this.joint.clear();
  }

  /** Reports that all changes up to a moment are known. @param at the moment, as returned by `performance.now` */
  confirm(at: number): void {
    this.confirmedAt = Math.max(this.confirmedAt, at);
  }

  /** Uses no entry until the next poll, which reports what has changed meanwhile. */
  suspend(): void {
    this.confirmedAt = -Infinity;
  }

  /** Drops everything, because it is unknown what changed. */
  clear(): void {
    this.drop([...this.entries.keys()]);
    this.entries.clear();
    for (const { changed } of this.loads) changed.add(ANYTHING);
  }

  /** Estimated memory of the cache. Bytes. */
  get bytes(): number {
    return this.entries.bytes;
  }

  /** Cached keys, for tests. */
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
      // Any change may have created it.
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

/** Marks a value that is known to be missing. */
const NOTHING = Symbol('nothing');
/** Among changed names, stands for all of them. */
const ANYTHING = '*';

const keyOf = (owner: CacheOwner, name: string) =>
  owner === 'platform' ? `platform:${name}` : `tenant:${owner}:${name}`;
