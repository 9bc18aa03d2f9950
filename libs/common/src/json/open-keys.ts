/** Keys of one object up to which comparing each with each is faster than a Set. Measured: the curves cross near 12. */
const FEW_KEYS = 12;

/**
 * The keys of the objects that are open at one moment, level by level, by where they stand in the text: so that a document
 * can be checked for repeated keys without making a string of any. One for the process: parsing never waits.
 */
let starts = new Int32Array(0);
let ends = new Int32Array(0);

export class OpenKeys {
  private level = -1;
  private readonly counts: number[] = [];
  /** For objects with many keys, or with an escaped one, by level. */
  private readonly sets: (Set<string> | undefined)[] = [];

  constructor(private readonly text: string) {}

  /** An object begins. */
  open(): void {
    this.level++;
    this.counts[this.level] = 0;
    this.sets[this.level] = undefined;
    if (starts.length < (this.level + 1) * FEW_KEYS) grow(this.level + 1);
  }

  /** The innermost object ends. */
  close(): void {
    this.level--;
  }

  /**
   * Notes a key of the innermost object, which stands between `from` and `to`, without its quotes.
   * @returns whether the object has it already
   */
  repeats(from: number, to: number, escaped: boolean): boolean {
    const { level } = this;
    const set = this.sets[level];
    const first = level * FEW_KEYS;
    const count = this.counts[level];
    if (set || escaped || count === FEW_KEYS)
      return this.repeatsIn(set ?? this.setOf(first, count), from, to);
    for (let i = first; i < first + count; i++)
      if (ends[i] - starts[i] === to - from && this.equal(starts[i], from, to)) return true;
    starts[first + count] = from;
    ends[first + count] = to;
    this.counts[level] = count + 1;
    return false;
  }

  private equal(known: number, from: number, to: number): boolean {
    const { text } = this;
    for (let i = from, k = known; i < to; i++, k++)
      if (text.charCodeAt(i) !== text.charCodeAt(k)) return false;
    return true;
  }

  private setOf(first: number, count: number): Set<string> {
    const set = new Set<string>();
    for (let i = first; i < first + count; i++) set.add(this.text.slice(starts[i], ends[i]));
    return (this.sets[this.level] = set);
  }

  private repeatsIn(set: Set<string>, from: number, to: number): boolean {
    const { size } = set;
    return set.add(JSON.parse(this.text.slice(from - 1, to + 1)) as string).size === size;
  }
}

function grow(levels: number): void {
  const [from, to] = [starts, ends];
  starts = new Int32Array(2 * levels * FEW_KEYS);
  ends = new Int32Array(2 * levels * FEW_KEYS);
  starts.set(from);
  ends.set(to);
}
