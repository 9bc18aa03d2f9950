import { Injectable } from '@nestjs/common';
import { type Counted, Metrics } from '#libs/common';

/** At most this old is what a process may still believe: the bound on how late a revocation is seen elsewhere. Milliseconds. */
const LIFETIME_MS = 1000;
/** A missing tenant or token is remembered more shortly: it may be created any moment. Milliseconds. */
const NEGATIVE_LIFETIME_MS = 250;
/** Entries; at some 300 bytes each the cache stays under 10 MB. */
const CAPACITY = 20_000;

interface Entry {
  readonly value: Promise<unknown>;
  expires: number;
}

/** Whose entry it is: a tenant's id, or the platform's where the tenant is only being looked up. */
export type CacheOwner = string | 'platform';

/**
 * Look-ups of a tenant, kept for at most a second in this process. Keys begin `tenant:{id}:`, so that no tenant's
 * entry can answer another's question; one load serves all who ask meanwhile; a failed load is not kept.
 */
@Injectable()
export class TenantCache {
  private readonly entries = new Map<string, Entry>();
  private readonly asked: Counted<'result'>;

  constructor(metrics: Metrics) {
    this.asked = metrics.counter('cache_lookups_total', 'Look-ups of tenants, tokens and members', [
      'result',
    ]);
    metrics.gauge('cache_entries', 'Look-ups that are remembered', () => this.entries.size);
  }

  /** Not `async`: most look-ups are hits, and a request makes half a dozen. */
  get<T>(owner: CacheOwner, name: string, load: () => Promise<T>): Promise<T> {
    const key = keyOf(owner, name);
    const now = performance.now();
    const known = this.entries.get(key);
    const hit = known !== undefined && known.expires > now;
    this.asked.inc({ result: hit ? 'hit' : 'miss' });
    return hit ? (known.value as Promise<T>) : this.load(key, now, load);
  }

  /** Whether it would be answered without a look-up. */
  has(owner: CacheOwner, name: string): boolean {
    const known = this.entries.get(keyOf(owner, name));
    return known !== undefined && known.expires > performance.now();
  }

  private async load<T>(key: string, now: number, load: () => Promise<T>): Promise<T> {
    const value = load();
    const entry: Entry = { value, expires: now + LIFETIME_MS };
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.trim();
    try {
      const loaded = await value;
      if (loaded === undefined) entry.expires = Math.min(entry.expires, now + NEGATIVE_LIFETIME_MS);
      return loaded;
    } catch (error) {
      if (this.entries.get(key) === entry) this.entries.delete(key);
      throw error;
    }
  }

  /** Drops what this process believes, at once: called by whoever changes it, after the commit. */
  drop(owner: CacheOwner, name: string): void {
    this.entries.delete(keyOf(owner, name));
  }

  /** Drops all that is believed of one owner. */
  dropAll(owner: CacheOwner): void {
    const prefix = keyOf(owner, '');
    for (const key of this.entries.keys()) if (key.startsWith(prefix)) this.entries.delete(key);
  }

  /** Keys held, for tests and metrics. */
  keys(): string[] {
    return [...this.entries.keys()];
  }

  /** A Map keeps insertion order, and an entry lives a second: the first is the oldest. */
  private trim(): void {
    if (this.entries.size > CAPACITY) this.entries.delete(this.entries.keys().next().value!);
  }
}

const keyOf = (owner: CacheOwner, name: string) =>
  owner === 'platform' ? `platform:${name}` : `tenant:${owner}:${name}`;
