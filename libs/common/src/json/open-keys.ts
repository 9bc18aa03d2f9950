/** Number of keys up to which comparing each with each is faster than a Set. Measured: the curves cross near 12. */
const FEW_KEYS = 12;

/** Longer keys go into a Set at once, because comparing them one by one would read them a dozen times. Characters. */
const LONG_KEY = 64;

/**
 * Limit of compared keys in one object. More distinct keys exceed the size of a stored event (256 KiB): with the
 * shortest keys there are, some 27,300 fit. A set that grows further would hold the event loop while it is rebuilt.
 */
const MOST_KEYS = 30_000;

/** Positions of keys in the text, a dozen for each level. */
export class KeySpace {
  starts = new Int32Array(0);
  ends = new Int32Array(0);

  reserve(levels: number): void {
    if (this.starts.length >= levels * FEW_KEYS) return;
    const [from, to] = [this.starts, this.ends];
    this.starts = new Int32Array(2 * levels * FEW_KEYS);
    this.ends = new Int32Array(2 * levels * FEW_KEYS);
    this.starts.set(from);
    this.ends.set(to);
  }
}

/** Shared by all passes that do not pause. A pass that does needs its own. */
const SHARED = new KeySpace();

/**
 * The keys of the currently open objects, level by level, as positions in the text. So repeated keys are found without
 * creating strings.
 */
export class OpenKeys {
  private level = -1;
  /** Whether an object has more keys than are compared. */
  isOverfull = false;
  private readonly counts: number[] = [];
  /** Sets for objects with many, long or escaped keys, by level. */
  private readonly sets: (Set<string> | undefined)[] = [];

  constructor(
    private readonly text: string,
    private readonly space: KeySpace = SHARED,
  ) {}

  /** Begins an object. */
  open(): void {
    this.level++;
    this.counts[this.level] = 0;
    this.sets[this.level] = undefined;
    this.space.reserve(this.level + 1);
  }

  /** Ends the innermost object. */
  close(): void {
    this.level--;
  }

  /**
   * Notes a key of the innermost object, between `from` and `to`, without its quotes.
   * @returns whether the object already has it
   */
  repeats(from: number, to: number, escaped: boolean): boolean {
    const { level } = this;
    const { starts, ends } = this.space;
    const set = this.sets[level];
    const first = level * FEW_KEYS;
    const count = this.counts[level];
    if (set || escaped || count === FEW_KEYS || to - from > LONG_KEY)
      return this.repeatsIn(set ?? this.setOf(first, count), from, to, escaped);
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
    const { starts, ends } = this.space;
    const set = new Set<string>();
    for (let i = first; i < first + count; i++) set.add(this.text.slice(starts[i], ends[i]));
    return (this.sets[this.level] = set);
  }

  private repeatsIn(set: Set<string>, from: number, to: number, escaped: boolean): boolean {
    const { size } = set;
    const { text } = this;
    if (size === MOST_KEYS) {
      this.isOverfull = true;
      return false;
    }
    const key = escaped ? (JSON.parse(text.slice(from - 1, to + 1)) as string) : text.slice(from, to);
    return set.add(key).size === size;
  }
}
