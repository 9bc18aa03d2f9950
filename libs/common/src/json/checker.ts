import { JsonFault, type JsonFaultCode } from './fault.js';
import { OpenKeys } from './open-keys.js';
import { endOfString, pointerAt } from './pointer.js';

/** Text shorter than this, without an exponent, can neither overflow nor underflow a double. Characters. */
const SAFE_DECIMAL = 300;

export type FlaggedCode = Exclude<JsonFaultCode, 'invalid_json' | 'invalid_utf8'>;

export const DETAILS: Record<FlaggedCode, string> = {
  duplicate_key: 'an object names the same key twice',
  too_deep: 'nested deeper than allowed',
  invalid_unicode: 'a text holds U+0000 or a lone surrogate',
  number_out_of_range:
    'an integer beyond 2^53-1, or a number too large or too small to be held; send it as a text',
};

/**
 * Passes over JSON (RFC 8259, as strict as RFC 7493 in what it accepts) and checks what JSON.parse lets pass. It makes no
 * strings and no objects: of a batch most of the text is payload, and what is not made need not be collected.
 * Recursion is bounded by `maxDepth`.
 */
export class Checker {
  protected at = 0;
  /** First fault inside the current item; outside of items faults are thrown. */
  protected fault?: { code: FlaggedCode; at: number };
  protected inItem = false;
  /** Whether the string that was passed over last has an escape. */
  protected escaped = false;
  private readonly keys: OpenKeys;

  constructor(
    protected readonly text: string,
    private readonly maxDepth: number,
  ) {
    this.keys = new OpenKeys(text);
  }

  /** Passes over any value. */
  protected check(depth: number): void {
    switch (this.text.charCodeAt(this.at)) {
      case 123: // {
        return this.checkObject(depth);
      case 91: // [
        return this.checkArray(depth);
      case 34: // "
        return this.passString();
      case 116:
        return this.passWord('true');
      case 102:
        return this.passWord('false');
      case 110:
        return this.passWord('null');
      default:
        return this.passNumber();
    }
  }

  private checkObject(depth: number): void {
    if (this.isTooDeep(depth)) return;
    this.at++;
    this.space();
    if (this.take(125)) return;
    this.keys.open();
    do {
      this.space();
      const from = this.at;
      this.passKey();
      if (this.keys.repeats(from + 1, this.at - 1, this.escaped)) this.flag('duplicate_key', from);
      this.colon();
      this.check(depth + 1);
      this.space();
    } while (this.take(44));
    this.keys.close();
    if (!this.take(125)) this.unexpected();
  }

  private checkArray(depth: number): void {
    if (this.isTooDeep(depth)) return;
    this.at++;
    this.space();
    if (this.take(93)) return;
    do {
      this.space();
      this.check(depth + 1);
      this.space();
    } while (this.take(44));
    if (!this.take(93)) this.unexpected();
  }

  protected passKey(): void {
    if (this.text.charCodeAt(this.at) !== 34) this.unexpected();
    this.passString();
  }

  protected colon(): void {
    this.space();
    if (!this.take(58)) this.unexpected();
    this.space();
  }

  protected passString(): void {
    const { text } = this;
    let i = this.at + 1;
    let escaped = false;
    for (;;) {
      const code = text.charCodeAt(i);
      if (code === 34) break;
      if (code === 92) {
        escaped = true;
        i = this.escape(i);
      } else if (code >= 32) i++;
      // A control character, or NaN at the end of the text.
      else this.unexpectedAt(i);
    }
    this.escaped = escaped;
    this.at = i + 1;
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
    return this.unexpectedAt(i);
  }

  protected passNumber(): void {
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
    const hasExponent = (text.charCodeAt(i) | 32) === 101;
    if (hasExponent) {
      integer = false;
      const sign = text.charCodeAt(i + 1);
      i = this.digits(sign === 43 || sign === 45 ? i + 2 : i + 1);
    }
    this.at = i;
    const length = i - from;
    if (integer ? length < 16 : !hasExponent && length < SAFE_DECIMAL) return;
    if (!isHeld(text.slice(from, i), integer)) this.flag('number_out_of_range', from);
  }

  /** @returns the position after at least one digit */
  private digits(from: number): number {
    let i = from;
    for (let code = this.text.charCodeAt(i); code >= 48 && code <= 57;) code = this.text.charCodeAt(++i);
    if (i === from) this.unexpectedAt(i);
    return i;
  }

  protected passWord(word: string): void {
    if (!this.text.startsWith(word, this.at)) this.unexpected();
    this.at += word.length;
  }

  protected space(): void {
    for (let code = this.text.charCodeAt(this.at); code === 32 || code === 10 || code === 13 || code === 9;)
      code = this.text.charCodeAt(++this.at);
  }

  protected take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  /**
   * Whether the value here is nested too deeply; then it was passed over, without recursion. JSON.parse, which has none
   * either, vouches for its syntax.
   */
  protected isTooDeep(depth: number): boolean {
    if (depth <= this.maxDepth) return false;
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
    return true;
  }

  protected flag(code: FlaggedCode, at: number): void {
    if (!this.inItem) throw new JsonFault(code, DETAILS[code], pointerAt(this.text, 0, at));
    this.fault ??= { code, at };
  }

  private unexpectedAt(at: number): never {
    this.at = at;
    return this.unexpected();
  }

  protected unexpected(): never {
    const what =
      this.at < this.text.length ? `unexpected ${JSON.stringify(this.text[this.at])}` : 'ends too early';
    throw new JsonFault('invalid_json', `${what} at character ${this.at + 1}`);
  }
}

/** Whether a double holds the number without altering it beyond its precision. */
function isHeld(literal: string, integer: boolean): boolean {
  const value = Number(literal);
  if (integer) return Number.isSafeInteger(value);
  return Number.isFinite(value) && (value !== 0 || !/^[^eE]*[1-9]/.test(literal));
}
