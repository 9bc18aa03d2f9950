import { Checker, DETAILS, type FlaggedCode } from './checker.js';
import { FaultyItem, JsonFault, RawJson } from './fault.js';
import type { KeySpace } from './open-keys.js';
import { pointerAt, pointerToken } from './pointer.js';

export interface ScanOptions {
  readonly maxDepth: number;
  readonly rawKeys: ReadonlySet<string>;
  /** Which values are items: faults inside one stay with it. */
  readonly items: 'none' | 'array' | 'document' | 'raw' | { readonly member: string };
  /** More items refuse the document; those beyond are not looked at. */
  readonly maxItems: number;
  readonly members?: MemberBound;
}

/**
 * How many members of an item, or of an envelope, are kept: those that are known, and `others`. What is beyond is checked
 * and passed over, so that a body of unknown members costs no more than its bytes.
 */
export interface MemberBound {
  readonly known: ReadonlySet<string>;
  readonly others: number;
  /** Flagged where there are more; without it the ones that are kept must be reason enough to refuse the item. */
  readonly fault?: FlaggedCode;
}

/** What an object is to its document: an item's members may be kept raw, and one of the envelope's holds the items. */
type Role = 'item' | 'envelope';
/** Ends with a value; it stops at each value that begins behind `pauseAt`. */
type Part = Generator<void, unknown>;

/** One pass over a JSON text: checks it, builds the values that are wanted, and keeps chosen members as text. */
export class Scanner extends Checker {
  /** Keys as the last item named them, in order: the next one is likely to name the same, and need not be cut out anew. */
  private readonly lastKeys: string[] = [];
  private pauseAt = Infinity;

  constructor(
    text: string,
    private readonly options: ScanOptions,
    keys?: KeySpace,
  ) {
    super(text, options.maxDepth, keys);
  }

  /** The document, or why it is refused. */
  whole(): unknown {
    return this.guarded(() => this.document().next().value);
  }

  /** The same in slices of about so many characters. */
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
    if (items === 'none' && !rawKeys.size) return this.value(1);
    if (first === 123) return yield* this.object(items === 'none' ? 'item' : 'envelope');
    return yield* this.noObject();
  }

  /** An array whose elements are judged each by itself. */
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
      result.push(yield* this.item(pointer, result.length));
      this.space();
      if (this.at >= this.pauseAt) yield;
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
    return result;
  }

  /** @param pointer of the array that it is an element of; the document itself is the item where there is none */
  private *item(pointer?: string, index = 0): Part {
    const from = this.at;
    this.inItem = true;
    const isObject = this.text.charCodeAt(from) === 123;
    const value = isObject ? yield* this.object('item') : yield* this.noObject();
    this.inItem = false;
    if (!this.fault) return value;
    const { code, at } = this.fault;
    this.fault = undefined;
    const place = pointer === undefined ? '' : `${pointer}/${index}`;
    return new FaultyItem(new JsonFault(code, DETAILS[code], place + pointerAt(this.text, from, at)), value);
  }

  /** An item or an envelope: its scalars are built, its objects and arrays are kept as text. */
  private *object(role: Role): Generator<void, Record<string, unknown>> {
    const { members } = this.options;
    const result: Record<string, unknown> = {};
    this.at++;
    this.space();
    if (this.take(125)) return result;
    let others = 0;
    for (let nth = 0; ; nth++) {
      this.space();
      const keyAt = this.at;
      const key = role === 'item' ? this.likelyKey(nth) : this.key();
      const repeated = Object.hasOwn(result, key);
      if (repeated) this.flag('duplicate_key', keyAt);
      this.colon();
      const read = this.isPlainScalar(key, role) ? this.value(2) : yield* this.member(key, role);
      if (members && !members.known.has(key) && ++others > members.others) {
        if (members.fault) this.flag(members.fault, keyAt);
      } else define(result, key, repeated ? undefined : read);
      this.space();
      if (this.at >= this.pauseAt) yield;
      if (!this.take(44)) break;
    }
    if (!this.take(125)) this.unexpected();
    return result;
  }

  private isPlainScalar(key: string, role: Role): boolean {
    const first = this.text.charCodeAt(this.at);
    return first !== 123 && first !== 91 && !(role === 'item' && this.options.rawKeys.has(key));
  }

  private *member(key: string, role: Role): Part {
    const { items } = this.options;
    const holdsItems = role === 'envelope' && typeof items === 'object' && items.member === key;
    if (holdsItems && this.text[this.at] === '[') return yield* this.items(`/${pointerToken(key)}`);
    return yield* this.raw(2);
  }

  /** What stands where an item should: of an array nothing is kept. */
  private *noObject(): Part {
    if (this.text.charCodeAt(this.at) !== 91) return this.value(1);
    yield* this.raw(1);
    return [];
  }

  private *raw(depth: number): Generator<void, RawJson> {
    const from = this.at;
    const first = this.text.charCodeAt(from);
    this.expansion = 0;
    this.begin(depth);
    while (!this.advance(this.pauseAt)) yield;
    const kind = first === 123 ? 'object' : first === 91 ? 'array' : 'scalar';
    return new RawJson(this.text.slice(from, this.at), kind, this.expansion);
  }

  private value(depth: number): unknown {
    const from = this.at;
    switch (this.text.charCodeAt(from)) {
      case 123: // {
        return this.plainObject(depth);
      case 91: // [
        return this.array(depth);
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

  private plainObject(depth: number): Record<string, unknown> | undefined {
    if (this.isTooDeep(depth)) return undefined;
    const result: Record<string, unknown> = {};
    this.at++;
    this.space();
    if (this.take(125)) return result;
    do {
      this.space();
      const keyAt = this.at;
      const key = this.key();
      if (Object.hasOwn(result, key)) this.flag('duplicate_key', keyAt);
      this.colon();
      define(result, key, this.value(depth + 1));
      this.space();
    } while (this.take(44));
    if (!this.take(125)) this.unexpected();
    return result;
  }

  private array(depth: number): unknown[] | undefined {
    if (this.isTooDeep(depth)) return undefined;
    const result: unknown[] = [];
    this.at++;
    this.space();
    if (this.take(93)) return result;
    do {
      this.space();
      result.push(this.value(depth + 1));
      this.space();
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
    return result;
  }

  private key(): string {
    const from = this.at;
    this.passKey();
    return this.stringFrom(from);
  }

  /** The key here, as the very string that the last item had in this place, where it is the same. */
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
    // Only what stands in the text as it is can be found there again.
    if (!this.escaped && nth < LIKELY_KEYS) this.lastKeys[nth] = key;
    return key;
  }

  /** The string that was passed over from `from` to here. */
  private stringFrom(from: number): string {
    const { text, at } = this;
    return this.escaped ? (JSON.parse(text.slice(from, at)) as string) : text.slice(from + 1, at - 1);
  }
}

/** Members of an item that the next one is expected to have, too; an event has six. */
const LIKELY_KEYS = 32;

/** Plain assignment of `__proto__` would set the prototype instead. */
function define(result: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
  // eslint-disable-next-line tributary/text-as-key -- `__proto__` is defined above, and any other key is assigned as an own one
  else result[key] = value;
}
