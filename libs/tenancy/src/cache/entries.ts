/** What a look-up found, and what it was made of. */
export interface Found<T> {
  /** Undefined where there is no such thing. */
  readonly value: T | undefined;
  /** Names of all that the value derives from, as changes name it: a change of any of them drops the value. */
  readonly from: readonly string[];
  /** For how long it is true at most, though nothing changes. Milliseconds. */
  readonly forMs?: number;
}

interface Entry {
  readonly value: unknown;
  /** One name mostly, or a few. */
  readonly from: string | readonly string[];
  readonly bytes: number;
  /** Undefined where it ends by changes alone. */
  readonly ends: number | undefined;
  /** Asked for since it was last considered for removal. */
  used: boolean;
}

/**
 * What is remembered, bounded by bytes, and found by what it derives from. Where it is full, what was not asked for since
 * it was last looked at goes first, so that what is in use stays.
 */
export class Entries {
  private readonly entries = new Map<string, Entry>();
  /** Keys that derive from a name: one key mostly, and then no set for it. */
  private readonly derived = new Map<string, string | Set<string>>();
  private held = 0;

  constructor(private readonly mostBytes: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** As estimated by `bytesOf`. */
  get bytes(): number {
    return this.held;
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  /** @param now as `performance.now` tells it */
  get(key: string, now: number): unknown {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (entry.ends !== undefined && entry.ends <= now) {
      this.delete(key);
      return undefined;
    }
    entry.used = true;
    return entry.value;
  }

  set(key: string, { value, from, forMs = Infinity }: Found<unknown>, now: number): void {
    this.delete(key);
    const bytes = bytesOf(key, value, from);
    const ends = forMs === Infinity ? undefined : now + forMs;
    // A copy has no room to grow.
    const names = from.length === 1 ? from[0] : from.slice();
    this.entries.set(key, { value, from: names, bytes, ends, used: false });
    this.held += bytes;
    for (const name of from) this.derive(name, key);
    this.trim();
  }

  /** Forgets the entry of that name, and all that derives from it. */
  drop(name: string): void {
    this.delete(name);
    const keys = this.derived.get(name);
    if (typeof keys === 'string') this.delete(keys);
    else if (keys) for (const key of [...keys]) this.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.derived.clear();
    this.held = 0;
  }

  private derive(name: string, key: string): void {
    if (name === key) return;
    const keys = this.derived.get(name);
    if (keys === undefined) this.derived.set(name, key);
    else if (typeof keys !== 'string') keys.add(key);
    else if (keys !== key) this.derived.set(name, new Set([keys, key]));
  }

  private delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.held -= entry.bytes;
    for (const name of namesOf(entry)) {
      const keys = this.derived.get(name);
      if (keys === key) this.derived.delete(name);
      else if (typeof keys === 'object' && keys.delete(key) && !keys.size) this.derived.delete(name);
    }
  }

  /** A Map keeps insertion order: the first was not considered for the longest time. */
  private trim(): void {
    while (this.held > this.mostBytes && this.entries.size) {
      const [key, entry] = this.entries.entries().next().value!;
      if (!entry.used) {
        this.delete(key);
        continue;
      }
      entry.used = false;
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
  }
}

const namesOf = ({ from }: Entry): readonly string[] => (typeof from === 'string' ? [from] : from);

/** An entry without its texts: the places in the maps, the objects, the promise. Measured, see token-lookup.spec.ts. */
const ENTRY_BYTES = 150;
const NAME_BYTES = 60;

const bytesOf = (key: string, value: unknown, from: readonly string[]): number =>
  ENTRY_BYTES +
  key.length +
  from.reduce((sum, name) => sum + (name === key ? 0 : NAME_BYTES + name.length), 0) +
  sizeOf(value);

/** An estimate of the heap that a value of plain data takes. Bytes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return 100 + value.byteLength;
  let sum = 32;
  const parts = value instanceof Map ? [...value].flat() : Object.values(value);
  for (const part of parts) sum += 8 + sizeOf(part);
  return sum;
}
