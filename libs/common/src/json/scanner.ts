import { Checker, DETAILS } from './checker.js';
import { FaultyItem, JsonFault, RawJson } from './fault.js';
import { pointerAt, pointerToken } from './pointer.js';

export interface ScanOptions {
  readonly maxDepth: number;
  readonly rawKeys: ReadonlySet<string>;
  /** Which values are items: faults inside one stay with it. */
  readonly items: 'none' | 'array' | 'document' | { readonly member: string };
}

/** What an object is to its document: an item's members may be kept raw, and one of the envelope's holds the items. */
type Role = 'item' | 'envelope' | 'plain';

/** One pass over a JSON text: checks it, builds the values that are wanted, and keeps chosen members as text. */
export class Scanner extends Checker {
  /** Keys as the last item named them, in order: the next one is likely to name the same, and need not be cut out anew. */
  private readonly lastKeys: string[] = [];

  constructor(
    text: string,
    private readonly options: ScanOptions,
  ) {
    super(text, options.maxDepth);
  }

  document(): unknown {
    this.space();
    const value = this.top();
    this.space();
    if (this.at < this.text.length) this.unexpected();
    return value;
  }

  private top(): unknown {
    const { items } = this.options;
    if (items === 'array' && this.text[this.at] === '[') return this.items('');
    if (items === 'document') return this.item();
    return this.value(1, items === 'none' ? 'item' : 'envelope');
  }

  /** An array whose elements are judged each by itself. */
  private items(pointer: string): unknown[] {
    const result: unknown[] = [];
    this.at++;
    this.space();
    if (this.take(93)) return result;
    do {
      this.space();
      result.push(this.item(pointer, result.length));
      this.space();
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
    return result;
  }

  /** @param pointer of the array that it is an element of; the document itself is the item where there is none */
  private item(pointer?: string, index = 0): unknown {
    const from = this.at;
    this.inItem = true;
    const value = this.value(1, 'item');
    this.inItem = false;
    if (!this.fault) return value;
    const { code, at } = this.fault;
    this.fault = undefined;
    const place = pointer === undefined ? '' : `${pointer}/${index}`;
    return new FaultyItem(new JsonFault(code, DETAILS[code], place + pointerAt(this.text, from, at)), value);
  }

  private value(depth: number, role: Role): unknown {
    const from = this.at;
    switch (this.text.charCodeAt(from)) {
      case 123: // {
        return this.object(depth, role);
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

  private object(depth: number, role: Role): Record<string, unknown> | undefined {
    if (this.isTooDeep(depth)) return undefined;
    const result: Record<string, unknown> = {};
    this.at++;
    this.space();
    if (this.take(125)) return result;
    let nth = 0;
    do {
      this.space();
      const keyAt = this.at;
      const key = role === 'item' ? this.likelyKey(nth++) : this.key();
      const repeated = Object.hasOwn(result, key);
      if (repeated) this.flag('duplicate_key', keyAt);
      this.colon();
      const read = this.member(key, depth + 1, role);
      // Of two values neither is known to be meant.
      const value = repeated ? undefined : read;
      // Plain assignment would set the prototype instead.
      if (key === '__proto__')
        Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
      else result[key] = value;
      this.space();
    } while (this.take(44));
    if (!this.take(125)) this.unexpected();
    return result;
  }

  private member(key: string, depth: number, role: Role): unknown {
    if (role === 'item' && this.options.rawKeys.has(key)) return this.raw(depth);
    if (role === 'envelope' && this.holdsItems(key)) return this.items(`/${pointerToken(key)}`);
    return this.value(depth, 'plain');
  }

  private holdsItems(key: string): boolean {
    const { items } = this.options;
    return typeof items === 'object' && items.member === key && this.text[this.at] === '[';
  }

  private array(depth: number): unknown[] | undefined {
    if (this.isTooDeep(depth)) return undefined;
    const result: unknown[] = [];
    this.at++;
    this.space();
    if (this.take(93)) return result;
    do {
      this.space();
      result.push(this.value(depth + 1, 'plain'));
      this.space();
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
    return result;
  }

  private raw(depth: number): RawJson {
    const from = this.at;
    const first = this.text.charCodeAt(from);
    this.check(depth);
    const kind = first === 123 ? 'object' : first === 91 ? 'array' : 'scalar';
    return new RawJson(this.text.slice(from, this.at), kind);
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
    if (!this.escaped) this.lastKeys[nth] = key;
    return key;
  }

  /** The string that was passed over from `from` to here. */
  private stringFrom(from: number): string {
    const { text, at } = this;
    return this.escaped ? (JSON.parse(text.slice(from, at)) as string) : text.slice(from + 1, at - 1);
  }
}
