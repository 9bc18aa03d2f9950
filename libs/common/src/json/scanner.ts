import { FaultyItem, JsonFault, type JsonFaultCode, RawJson } from './fault.js';
import { endOfString, pointerAt, pointerToken } from './pointer.js';

/** Keys of an object up to which comparing each with each is faster than a Set. Measured: the curves cross near 12. */
const FEW_KEYS = 12;
/** Text shorter than this, without an exponent, can neither overflow nor underflow a double. Characters. */
const SAFE_DECIMAL = 300;

export interface ScanOptions {
  readonly maxDepth: number;
  readonly rawKeys: ReadonlySet<string>;
  /** Which values are items: faults inside one stay with it. */
  readonly items: 'none' | 'array' | 'document' | { readonly member: string };
}

const DETAILS: Record<Exclude<JsonFaultCode, 'invalid_json' | 'invalid_utf8'>, string> = {
  duplicate_key: 'an object names the same key twice',
  too_deep: 'nested deeper than allowed',
  invalid_unicode: 'a text holds U+0000 or a lone surrogate',
  number_out_of_range:
    'an integer beyond 2^53-1, or a number too large or too small to be held; send it as a text',
};

/**
 * One pass over a JSON text (RFC 8259, as strict as RFC 7493 in what it accepts): builds values, checks what JSON.parse lets pass, and keeps
 * chosen members as text. Recursion is bounded by `maxDepth`.
 */
export class Scanner {
  private at = 0;
  /** First fault inside the current item; outside of items faults are thrown. */
  private fault?: { code: Exclude<JsonFaultCode, 'invalid_json' | 'invalid_utf8'>; at: number };
  private inItem = false;

  constructor(
    private readonly text: string,
    private readonly options: ScanOptions,
  ) {}

  document(): unknown {
    this.space();
    const { items } = this.options;
    let value: unknown;
    if (items === 'array' && this.text[this.at] === '[') value = this.items('');
    else if (items === 'document') value = this.item('');
    else if (items === 'none') value = this.value(1, true, true);
    else value = this.envelope();
    this.space();
    if (this.at < this.text.length) this.unexpected();
    return value;
  }

  /** The object around the items. */
  private envelope(): unknown {
    if (this.text[this.at] !== '{') return this.value(1, true, false);
    const { items } = this.options;
    const member = typeof items === 'object' ? items.member : undefined;
    return this.object(1, true, (key) => {
      return key === member && this.text[this.at] === '['
        ? this.items(`/${pointerToken(key)}`)
        : this.value(2, true, false);
    });
  }

  /** An array whose elements are judged each by itself. */
  private items(pointer: string): unknown[] {
    return this.array(true, (index) => this.item(`${pointer}/${index}`))!;
  }

  private item(pointer: string): unknown {
    const from = this.at;
    this.inItem = true;
    const value = this.value(1, true, true);
    this.inItem = false;
    if (!this.fault) return value;
    const { code, at } = this.fault;
    this.fault = undefined;
    return new FaultyItem(
      new JsonFault(code, DETAILS[code], pointer + pointerAt(this.text, from, at)),
      value,
    );
  }

  /** @param build whether the value is wanted; otherwise it is only checked  @param item whether its members may be kept raw */
  private value(depth: number, build: boolean, item: boolean): unknown {
    switch (this.text.charCodeAt(this.at)) {
      case 123: // {
        if (depth > this.options.maxDepth) return this.tooDeep();
        return this.object(depth, build, (key) =>
          item && this.options.rawKeys.has(key) ? this.raw(depth + 1) : this.value(depth + 1, build, false),
        );
      case 91: // [
        if (depth > this.options.maxDepth) return this.tooDeep();
        return this.array(build, () => this.value(depth + 1, build, false));
      case 34: // "
        return this.string(build);
      case 116:
        return this.word('true', true);
      case 102:
        return this.word('false', false);
      case 110:
        return this.word('null', null);
      default:
        return this.number(build);
    }
  }

  private raw(depth: number): RawJson {
    const from = this.at;
    const first = this.text[from];
    this.value(depth, false, false);
    return new RawJson(
      this.text.slice(from, this.at),
      first === '{' ? 'object' : first === '[' ? 'array' : 'scalar',
    );
  }

  private object(
    depth: number,
    build: boolean,
    member: (key: string) => unknown,
  ): Record<string, unknown> | undefined {
    const result: Record<string, unknown> | undefined = build ? {} : undefined;
    const keys: string[] = [];
    let many: Set<string> | undefined;
    this.at++;
    this.space();
    if (this.take(125)) return result;
    do {
      this.space();
      const keyAt = this.at;
      if (this.text.charCodeAt(keyAt) !== 34) this.unexpected();
      const key = this.string(true) as string;
      if (many ? many.has(key) : keys.includes(key)) this.flag('duplicate_key', keyAt);
      else if (many) many.add(key);
      else if (keys.push(key) > FEW_KEYS) many = new Set(keys);
      this.space();
      if (!this.take(58)) this.unexpected();
      this.space();
      const value = member(key);
      // Plain assignment would set the prototype instead.
      if (result && key === '__proto__')
        Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
      else if (result) result[key] = value;
      this.space();
    } while (this.take(44));
    if (!this.take(125)) this.unexpected();
    return result;
  }

  private array(build: boolean, element: (index: number) => unknown): unknown[] | undefined {
    const result: unknown[] | undefined = build ? [] : undefined;
    this.at++;
    this.space();
    if (this.take(93)) return result;
    let index = 0;
    do {
      this.space();
      const value = element(index++);
      result?.push(value);
      this.space();
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
    return result;
  }

  private string(build: boolean): string | undefined {
    const { text } = this;
    const from = this.at;
    let i = from + 1;
    let escaped = false;
    for (;;) {
      const code = text.charCodeAt(i);
      if (code === 34) break;
      if (code === 92) {
        escaped = true;
        i = this.escape(i);
      } else if (code >= 32) i++;
      else {
        // A control character, or NaN at the end of the text.
        this.at = i;
        this.unexpected();
      }
    }
    this.at = i + 1;
    if (!build) return undefined;
    return escaped ? (JSON.parse(text.slice(from, i + 1)) as string) : text.slice(from + 1, i);
  }

  /** Checks the escape at `i`. @returns where the text goes on */
  private escape(i: number): number {
    const { text } = this;
    if ('"\\/bfnrt'.includes(text[i + 1] ?? '?')) return i + 2;
    const unit = this.hex(i);
    if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) this.flag('invalid_unicode', i);
    if (unit < 0xd800 || unit > 0xdbff) return i + 6;
    const low = text[i + 6] === '\\' && text[i + 7] === 'u' ? this.hex(i + 6) : 0;
    if (low >= 0xdc00 && low <= 0xdfff) return i + 12;
    this.flag('invalid_unicode', i);
    return i + 6;
  }

  private hex(i: number): number {
    const digits = this.text.slice(i + 2, i + 6);
    if (this.text[i + 1] === 'u' && /^[0-9a-fA-F]{4}$/.test(digits)) return parseInt(digits, 16);
    this.at = i;
    return this.unexpected();
  }

  private number(build: boolean): number | undefined {
    const { text } = this;
    const from = this.at;
    let i = from;
    if (text.charCodeAt(i) === 45) i++;
    const first = text.charCodeAt(i);
    const whole = i;
    i = this.digits(i);
    if (first === 48 && i > whole + 1) this.unexpectedAt(whole + 1);
    let integer = true;
    if (text.charCodeAt(i) === 46) {
      integer = false;
      i = this.digits(i + 1);
    }
    const exponent = text.charCodeAt(i) | 32;
    const hasExponent = exponent === 101;
    if (hasExponent) {
      integer = false;
      const sign = text.charCodeAt(i + 1);
      i = this.digits(sign === 43 || sign === 45 ? i + 2 : i + 1);
    }
    this.at = i;
    const length = i - from;
    if (!build && (integer ? length < 16 : !hasExponent && length < SAFE_DECIMAL)) return undefined;
    const literal = text.slice(from, i);
    const value = Number(literal);
    if (
      integer
        ? !Number.isSafeInteger(value)
        : !Number.isFinite(value) || (value === 0 && /^[^eE]*[1-9]/.test(literal))
    )
      this.flag('number_out_of_range', from);
    return value;
  }

  /** @returns the position after at least one digit */
  private digits(from: number): number {
    let i = from;
    for (let code = this.text.charCodeAt(i); code >= 48 && code <= 57;) code = this.text.charCodeAt(++i);
    if (i === from) this.unexpectedAt(i);
    return i;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.unexpected();
    this.at += word.length;
    return value;
  }

  private space(): void {
    for (let code = this.text.charCodeAt(this.at); code === 32 || code === 10 || code === 13 || code === 9;)
      code = this.text.charCodeAt(++this.at);
  }

  private take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  /** Passes over a value that is nested too deeply, without recursion; JSON.parse, which has none either, vouches for its syntax. */
  private tooDeep(): undefined {
    try {
      JSON.parse(this.text);
    } catch {
      throw new JsonFault('invalid_json', 'not well-formed, and nested deeper than allowed');
    }
    this.flag('too_deep', this.at);
    let open = 0;
    do {
      const char = this.text[this.at];
      if (char === '"') this.at = endOfString(this.text, this.at);
      else if (char === '{' || char === '[') open++;
      else if (char === '}' || char === ']') open--;
      this.at++;
    } while (open);
    return undefined;
  }

  private flag(code: Exclude<JsonFaultCode, 'invalid_json' | 'invalid_utf8'>, at: number): void {
    if (!this.inItem) throw new JsonFault(code, DETAILS[code], pointerAt(this.text, 0, at));
    this.fault ??= { code, at };
  }

  private unexpectedAt(at: number): never {
    this.at = at;
    return this.unexpected();
  }

  private unexpected(): never {
    const what =
      this.at < this.text.length ? `unexpected ${JSON.stringify(this.text[this.at])}` : 'ends too early';
    throw new JsonFault('invalid_json', `${what} at character ${this.at + 1}`);
  }
}
