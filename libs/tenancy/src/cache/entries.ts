import { flat } from '#libs/common';

/** The result of a look-up, and what it derives from. */
export interface Found<T> {
  /** Undefined if nothing was found. */
  readonly value: T | undefined;
  /** Names of everything that the value derives from, as changes name it. A change of any of them drops the value. */
  readonly from: readonly string[];
  /** How long the value is valid at most, even if nothing changes. Milliseconds. */
  readonly forMs?: number;
}

interface Entry {
  readonly value: unknown;
  /** Usually one name. */
  readonly from: string | readonly string[];
  readonly bytes: number;
  /** Undefined if only changes end it. */
  readonly ends: number | undefined;
  /** Whether it was read since it was last considered for removal. */
  used: boolean;
}

/**
 * Cache entries, bounded by bytes and indexed by what they derive from. When full, entries that were not read since
 * they were last considered are removed first, so that entries in use stay.
 */
export class Entries {
  private readonly entries = new Map<string, Entry>();
  /** Keys that derive from a name. Usually one key, which then needs no set. */
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

  /** @param now as returned by `performance.now` */
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
    // A copy without spare capacity.
    const names = from.length === 1 ? from[0] : from.slice();
    this.entries.set(flat(key), { value, from: names, bytes, ends, used: false });
    this.held += bytes;
    for (const name of from) this.derive(name, key);
    this.trim();
  }

  /** Removes the entry of that name, and all that derive from it. */
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

  /** A Map keeps insertion order, so the first entry was not considered for the longest time. */
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

/** Size of an entry without its texts: places in the maps, objects, the promise. Measured, see token-lookup.spec.ts. */
const ENTRY_BYTES = 150;
const NAME_BYTES = 60;

const bytesOf = (key: string, value: unknown, from: readonly string[]): number =>
  ENTRY_BYTES +
  key.length +
  from.reduce((sum, name) => sum + (name === key ? 0 : NAME_BYTES + name.length), 0) +
  sizeOf(value);

/** Estimated heap size of a value of plain data. Bytes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return 100 + value.byteLength;
  let sum = 32;
  const parts = value instanceof Map ? [...value].flat() : Object.values(value);
  for (const part of parts) sum += 8 + sizeOf(part);
  return sum;
}
