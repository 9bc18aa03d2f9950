import { Checker, DETAILS, type FlaggedCode } from './checker.js';
import { FaultyItem, JsonFault, RawJson } from './fault.js';
import type { KeySpace } from './open-keys.js';
import { pointerAt, pointerToken } from './pointer.js';
import { define, type Reading, type Role, Step } from './reading.js';

export interface ScanOptions {
  readonly maxDepth: number;
  readonly rawKeys: ReadonlySet<string>;
  /** Which values are items. A fault inside an item affects only that item. */
  readonly items: 'none' | 'array' | 'document' | 'raw' | { readonly member: string };
  /** Limit of items. A document with more is rejected; the others are not read. */
  readonly maxItems: number;
  readonly members?: MemberBound;
}

/**
 * Which members of an item or envelope are kept: known ones, and `others` more. Further ones are checked and skipped,
 * so that a body of unknown members costs no more than its bytes.
 */
export interface MemberBound {
  readonly known: ReadonlySet<string>;
  readonly others: number;
  /**
   * Fault for items with more members. Without it, the unknown members that are kept must suffice to reject the item.
   */
  readonly fault?: FlaggedCode;
}

/** Returns a value, and pauses at each value that begins after `pauseAt`. */
type Part = Generator<void, unknown>;

/** One pass over a JSON text: checks it, builds the values that are needed, and keeps chosen members as text. */
export class Scanner extends Checker {
  /** Keys of the last item, in order. The next item probably has the same, whose strings are then reused. */
  private readonly lastKeys: string[] = [];
  private pauseAt = Infinity;

  constructor(
    text: string,
    private readonly options: ScanOptions,
    keys?: KeySpace,
  ) {
    super(text, options.maxDepth, keys);
  }

  /** The document, or why it is rejected. */
  whole(): unknown {
    return this.guarded(() => this.document().next().value);
  }

  /** Like `whole`, in slices of about this many characters. */
  *sliced(characters: number): Generator<void, unknown> {
    const document = this.document();
    for (;;) {
      this.pauseAt = this.at + characters;
      const step = this.guarded(() => document.next());
      if (step instanceof JsonFault) return step;
      if (step.done) return step.value;
      yield;
    }
  }

  private *document(): Part {
    this.space();
    const value = yield* this.top();
    this.space();
    if (this.at < this.text.length) this.unexpected();
    if (this.tooDeepAt !== undefined) this.refuseAt('too_deep', this.tooDeepAt);
    return value;
  }

  private *top(): Part {
    const { items, rawKeys } = this.options;
    const first = this.text.charCodeAt(this.at);
    if (items === 'array' && first === 91) return yield* this.items('');
    if (items === 'document') return yield* this.item();
    if (items === 'raw') return yield* this.raw(1);
    if (items === 'none' && !rawKeys.size) return yield* this.plain();
    if (first === 123) return yield* this.object(items === 'none' ? 'item' : 'envelope');
    return yield* this.noObject();
  }

  /**
   * A document that is built as a whole. It is checked first, so that JSON.parse neither alters nor loses anything. One
   * of too many values is read no further.
   */
  private *plain(): Part {
    const from = this.at;
    this.beginRaw(1);
    for (let ended = false; !ended;) {
      ended = this.advance(this.pauseAt);
      if (this.commas > MAX_VALUES) return this.beginningOf(from);
      if (!ended) yield;
    }
    if (this.tooDeepAt !== undefined) return undefined;
    return JSON.parse(this.text.slice(from, this.at));
  }

  /**
   * The first members of a document of too many values, for which the check of its fields rejects it: no route knows as
   * many fields. Reads nothing that was not read before.
   */
  private beginningOf(from: number): unknown {
    const result: Record<string, unknown> = {};
    const end = this.at;
    this.at = from;
    for (let n = 0; n < FIRST_MEMBERS; n++) {
      if (!this.take(n ? 44 : 123)) this.tooManyValues();
      this.space();
      const key = this.key();
      this.colon();
      const first = this.text.charCodeAt(this.at);
      this.beginRaw(2);
      if (first !== 123 && first !== 91) define(result, key, this.built());
      else if (!this.advance(end)) this.tooManyValues();
      this.space();
    }
    this.at = this.text.length;
    return result;
  }

  private tooManyValues(): never {
    return this.refuse('invalid_value', `holds more than ${MAX_VALUES} values`);
  }

  /** An array whose elements are checked separately. */
  private *items(pointer: string): Generator<void, unknown[]> {
    const { maxItems } = this.options;
    const result: unknown[] = [];
    this.at++;
    this.space();
    if (this.take(93)) return result;
    do {
      this.space();
      if (result.length === maxItems)
        this.refuse(
          'batch_too_large',
          `has more than ${maxItems} events; send them in several batches`,
          pointer,
        );
      const from = this.at;
      this.inItem = true;
      // Without a generator of its own, which would be garbage for each item.
      if (this.text.charCodeAt(from) === 123) {
        const reading = this.begun('item');
        while (!this.read(reading)) yield;
        result.push(this.judged(reading.result, from, pointer, result.length));
      } else result.push(this.judged(yield* this.noObject(), from, pointer, result.length));
      this.space();
      if (this.at >= this.pauseAt) yield;
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
    return result;
  }

  /** The document as its only item. */
  private *item(): Part {
    const from = this.at;
    this.inItem = true;
    const isObject = this.text.charCodeAt(from) === 123;
    return this.judged(isObject ? yield* this.object('item') : yield* this.noObject(), from);
  }

  /**
   * The item that began at `from`, or the FaultyItem that replaces it.
   * @param pointer pointer of the array that contains it
   */
  private judged(value: unknown, from: number, pointer?: string, index = 0): unknown {
    this.inItem = false;
    if (!this.fault) return value;
    const { code, at } = this.fault;
    this.fault = undefined;
    const place = pointer === undefined ? '' : `${pointer}/${index}`;
    return new FaultyItem(new JsonFault(code, DETAILS[code], place + pointerAt(this.text, from, at)), value);
  }

  /** An item or an envelope: builds its scalars, and keeps its objects and arrays as text. */
  private *object(role: Role): Part {
    const reading = this.begun(role);
    while (!this.read(reading)) {
      if (reading.step === Step.Items) this.keep(reading, yield* this.items(`/${pointerToken(reading.key)}`));
      else yield;
    }
    return reading.result;
  }

  private begun(role: Role): Reading {
    this.at++;
    this.space();
    const step = this.take(125) ? Step.Done : Step.Key;
    return { role, result: {}, step, nth: 0, others: 0, key: '', keyAt: 0, repeated: false, from: 0 };
  }

  /** Continues reading. @returns whether the object ended; otherwise it is before the items, or paused */
  private read(reading: Reading): boolean {
    for (;;) {
      switch (reading.step) {
        case Step.Key:
          this.readKey(reading);
          break;
        case Step.Raw:
          if (!this.advance(this.pauseAt)) return false;
          this.keep(reading, this.rawFrom(reading.from));
          break;
        case Step.Skipped:
          if (!this.advance(this.pauseAt)) return false;
          reading.step = Step.Value;
          break;
        case Step.Value:
          this.space();
          if (this.take(44)) reading.step = Step.Key;
          else if (this.take(125)) return true;
          else this.unexpected();
          if (this.at >= this.pauseAt) return false;
          break;
        default:
          return reading.step === Step.Done;
      }
    }
  }

  /** Reads a key, and its value if that is a scalar. */
  private readKey(reading: Reading): void {
    const { role } = reading;
    this.space();
    reading.keyAt = this.at;
    if (this.skipsKey(reading)) {
      this.colon();
      this.beginRaw(2);
      reading.step = Step.Skipped;
      return;
    }
    const key = (reading.key = role === 'item' ? this.likelyKey(reading.nth) : this.key());
    reading.nth++;
    // A key that is not kept is not looked up, because that would make it a property name of the process.
    reading.repeated = this.isKept(reading) && Object.hasOwn(reading.result, key);
    if (reading.repeated) this.flag('duplicate_key', reading.keyAt);
    this.colon();
    const first = this.text.charCodeAt(this.at);
    if (first !== 123 && first !== 91 && !(role === 'item' && this.options.rawKeys.has(key)))
      return this.keep(reading, this.built());
    const { items } = this.options;
    if (first === 91 && role === 'envelope' && typeof items === 'object' && items.member === key) {
      reading.step = Step.Items;
      return;
    }
    reading.from = this.at;
    this.beginRaw(2);
    reading.step = Step.Raw;
  }

  /**
   * Passes a key that is not kept, without making a string of it.
   * @returns whether it was one; otherwise the key has yet to be read
   */
  private skipsKey({ others }: Reading): boolean {
    const { members } = this.options;
    if (!members || others < members.others) return false;
    const from = this.at;
    this.passKey();
    if (this.escaped || this.isOneOf(members.known, from + 1, this.at - 1)) {
      this.at = from;
      return false;
    }
    if (members.fault) this.flag(members.fault, from);
    return true;
  }

  private isOneOf(names: ReadonlySet<string>, from: number, to: number): boolean {
    for (const name of names) if (name.length === to - from && this.text.startsWith(name, from)) return true;
    return false;
  }

  /** Stores the value as a member, if it is to be kept. For a repeated key neither value is used. */
  private keep(reading: Reading, value: unknown): void {
    const { members } = this.options;
    const isKept = this.isKept(reading);
    reading.step = Step.Value;
    if (members && !members.known.has(reading.key)) reading.others++;
    if (isKept) define(reading.result, reading.key, reading.repeated ? undefined : value);
    else if (members!.fault) this.flag(members!.fault, reading.keyAt);
  }

  private isKept({ key, others }: Reading): boolean {
    const { members } = this.options;
    return !members || others < members.others || members.known.has(key);
  }

  /** A value in place of an item. Arrays are skipped. */
  private *noObject(): Part {
    if (this.text.charCodeAt(this.at) !== 91) return this.built();
    yield* this.raw(1);
    return [];
  }

  private *raw(depth: number): Generator<void, RawJson> {
    const from = this.at;
    this.beginRaw(depth);
    while (!this.advance(this.pauseAt)) yield;
    return this.rawFrom(from);
  }

  private beginRaw(depth: number): void {
    this.expansion = 0;
    this.begin(depth);
  }

  private rawFrom(from: number): RawJson {
    const first = this.text.charCodeAt(from);
    const kind = first === 123 ? 'object' : first === 91 ? 'array' : 'scalar';
    return new RawJson(this.text.slice(from, this.at), kind, this.expansion);
  }

  /** Builds the scalar at this position. */
  private built(): unknown {
    const from = this.at;
    switch (this.text.charCodeAt(from)) {
      case 34: // "
        this.passString();
        return this.stringFrom(from);
      case 116:
        this.passWord('true');
        return true;
      case 102:
        this.passWord('false');
        return false;
      case 110:
        this.passWord('null');
        return null;
      default:
        this.passNumber();
        return Number(this.text.slice(from, this.at));
    }
  }

  private key(): string {
    const from = this.at;
    this.passKey();
    return this.stringFrom(from);
  }

  /** The key at this position, as the same string object as in the last item if both are equal. */
  private likelyKey(nth: number): string {
    const { text } = this;
    const from = this.at + 1;
    const guess = this.lastKeys[nth];
    const end = guess === undefined ? 0 : from + guess.length;
    if (
      end &&
      text.charCodeAt(end) === 34 &&
      text.charCodeAt(this.at) === 34 &&
      text.startsWith(guess, from)
    ) {
      this.at = end + 1;
      return guess;
    }
    const key = this.key();
    // Only keys without escapes can be compared with the text.
    if (!this.escaped && nth < LIKELY_KEYS) this.lastKeys[nth] = key;
    return key;
  }

  /** The string between `from` and this position. */
  private stringFrom(from: number): string {
    const { text, at } = this;
    return this.escaped ? (JSON.parse(text.slice(from, at)) as string) : text.slice(from + 1, at - 1);
  }
}

/**
 * Limit of commas in a document that is built as a whole, because building is not sliced: some 2 ms for as many keys.
 * The largest documents that a route accepts have some 1,000 values.
 */
const MAX_VALUES = 10_000;
/** Members that are shown of a document of too many values. */
const FIRST_MEMBERS = 100;

/** Number of members for which the keys of the last item are reused; an event has six. */
const LIKELY_KEYS = 32;
