import { JsonFault, type JsonFaultCode } from './fault.js';
import { writtenLength } from './numbers.js';
import { type KeySpace, OpenKeys } from './open-keys.js';
import { pointerAt } from './pointer.js';

/** A decimal shorter than this, without an exponent, can neither overflow nor underflow a double. Characters. */
const SAFE_DECIMAL = 300;

/** A number up to this length, with an exponent up to SAFE_EXPONENT, fits a double, if it does not begin with zero. */
const MAX_SHORT = 24;
const SAFE_EXPONENT = 280;

/** Length of -9007199254740991, the longest safe integer. Characters. */
const MAX_SAFE_LENGTH = 17;

export type FlaggedCode = Exclude<
  JsonFaultCode,
  'invalid_json' | 'invalid_utf8' | 'batch_too_large' | 'invalid_value'
>;

export const DETAILS: Record<FlaggedCode, string> = {
  duplicate_key: 'an object has the same key twice',
  too_deep: 'nested deeper than allowed',
  invalid_unicode: 'a text holds U+0000 or a lone surrogate',
  number_out_of_range:
    'an integer beyond 2^53-1, or a number that is too large, too small or too long to store; send it as a text',
  event_too_large: 'an object has more members than allowed',
};

/** The characters of which a backslash makes an escape, besides `u`, by code. */
const IS_LETTER = new Uint8Array(128);
for (const letter of '"\\/bfnrt') IS_LETTER[letter.charCodeAt(0)] = 1;

/** Thrown to end the pass; `refusal` holds the reason. A single instance, because nobody reads its stack. */
const REFUSED = new Error('refused');

/** Kind of a container: an array, an object, or an object that is nested too deeply for its keys to be checked. */
enum Kind {
  Array,
  Object,
  DeepObject,
}

/**
 * Checks JSON (RFC 8259, as strict as RFC 7493) for what JSON.parse accepts but alters or loses. It creates no strings
 * or objects, because most of a batch's text is payload, and what is not created needs no garbage collection.
 *
 * One pass without recursion: the cost is linear in the text, for any content and depth. It can stop between two values
 * and continue later, so that a large body does not hold the event loop.
 */
export class Checker {
  protected at = 0;
  /** First fault inside the current item. Outside of items a fault ends the pass. */
  protected fault?: { code: FlaggedCode; at: number };
  protected inItem = false;
  /**
   * Where something outside of items is nested too deeply. Reported at the end, if the text is otherwise well-formed.
   */
  protected tooDeepAt?: number;
  /** Whether the last string that was passed has an escape. */
  protected escaped = false;
  /** Characters that PostgreSQL writes for the numbers so far, beyond those in the text. */
  protected expansion = 0;
  /** Commas passed. Arrays and objects have at most as many values and keys as commas and containers. */
  protected commas = 0;
  /** Why the document is rejected. */
  protected refusal?: JsonFault;
  private readonly keys: OpenKeys;
  /** Kinds of the open containers of the current value. */
  private open = new Uint8Array(64);
  private level = 0;
  /** Whether a value has just ended. Otherwise one begins. */
  private isAfterValue = false;
  /** Depth of a container that is opened when none is open. */
  private depth = 1;

  constructor(
    protected readonly text: string,
    private readonly maxDepth: number,
    keys?: KeySpace,
  ) {
    this.keys = new OpenKeys(text, keys);
  }

  /** Runs a part of the pass. @returns its result, or why the document is rejected */
  protected guarded<T>(part: () => T): T | JsonFault {
    try {
      return part();
    } catch (error) {
      if (error !== REFUSED) throw error;
      return this.refusal!;
    }
  }

  protected refuse(code: JsonFaultCode, detail: string, pointer = ''): never {
    this.refusal = new JsonFault(code, detail, pointer);
    throw REFUSED;
  }

  /** Starts with the value at this position; `advance` passes it. */
  protected begin(depth: number): void {
    this.depth = depth;
    this.level = 0;
    this.isAfterValue = false;
  }

  /**
   * Continues to the end of the value, or pauses between two tokens at or after `pauseAt`.
   * @returns whether the value ended
   */
  protected advance(pauseAt: number): boolean {
    const { text } = this;
    for (;;) {
      if (this.at >= pauseAt && this.at < text.length) return false;
      if (this.isAfterValue) {
        if (this.level === 0) return true;
        this.leaveOrContinue();
        continue;
      }
      const code = text.charCodeAt(this.at);
      if (code === 123 || code === 91) this.isAfterValue = !this.enter(code === 123);
      else {
        this.scalar(code);
        this.isAfterValue = true;
      }
    }
  }

  /** Enters the container at this position. @returns whether a value follows; an empty container is left at once */
  private enter(isObject: boolean): boolean {
    const tooDeep = this.depth + this.level > this.maxDepth;
    if (tooDeep) this.flag('too_deep', this.at);
    if (this.level === this.open.length) this.grow();
    this.open[this.level++] = isObject ? (tooDeep ? Kind.DeepObject : Kind.Object) : Kind.Array;
    this.at++;
    this.space();
    if (isObject && !tooDeep) this.keys.open();
    if (this.take(isObject ? 125 : 93)) {
      this.leave();
      return false;
    }
    if (isObject) this.nextKey();
    return true;
  }

  private leave(): void {
    if (this.open[--this.level] === Kind.Object) this.keys.close();
  }

  /** After a value: goes to the next one of the innermost container, or leaves the container. */
  private leaveOrContinue(): void {
    this.space();
    const isObject = this.open[this.level - 1] !== Kind.Array;
    if (this.take(44)) {
      this.commas++;
      this.space();
      if (isObject) this.nextKey();
      this.isAfterValue = false;
    } else {
      if (!this.take(isObject ? 125 : 93)) this.unexpected();
      this.leave();
    }
  }

  private nextKey(): void {
    const from = this.at;
    this.passKey();
    const judged = !this.fault && this.open[this.level - 1] === Kind.Object;
    if (judged && this.keys.repeats(from + 1, this.at - 1, this.escaped)) this.flag('duplicate_key', from);
    if (judged && this.keys.isOverfull) this.tooManyKeys(from);
    this.colon();
  }

  private tooManyKeys(at: number): void {
    this.keys.isOverfull = false;
    this.flag('event_too_large', at);
  }

  private grow(): void {
    const more = new Uint8Array(2 * this.open.length);
    more.set(this.open);
    this.open = more;
  }

  private scalar(code: number): void {
    if (code === 34) this.passString();
    else if (code === 116) this.passWord('true');
    else if (code === 102) this.passWord('false');
    else if (code === 110) this.passWord('null');
    else this.passNumber();
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

  /** Checks the escape at `i`. @returns where the text continues */
  private escape(i: number): number {
    const { text } = this;
    if (IS_LETTER[text.charCodeAt(i + 1)] === 1) return i + 2;
    const unit = this.hex(i);
    if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) this.flag('invalid_unicode', i);
    if (unit < 0xd800 || unit > 0xdbff) return i + 6;
    const low = text[i + 6] === '\\' && text[i + 7] === 'u' ? this.hex(i + 6) : 0;
    if (low >= 0xdc00 && low <= 0xdfff) return i + 12;
    this.flag('invalid_unicode', i);
    return i + 6;
  }

  private hex(i: number): number {
    if (this.text[i + 1] !== 'u') this.unexpectedAt(i);
    let unit = 0;
    for (let k = i + 2; k < i + 6; k++) {
      const digit = hexDigit(this.text.charCodeAt(k));
      if (digit < 0) this.unexpectedAt(i);
      unit = unit * 16 + digit;
    }
    return unit;
  }

  protected passNumber(): void {
    const { text } = this;
    const from = this.at;
    const whole = text.charCodeAt(from) === 45 ? from + 1 : from;
    let i = this.digits(whole);
    if (text.charCodeAt(whole) === 48 && i > whole + 1) this.unexpectedAt(whole + 1);
    const point = i;
    let integer = true;
    if (text.charCodeAt(i) === 46) {
      integer = false;
      i = this.digits(i + 1);
    }
    const mark = i;
    if ((text.charCodeAt(i) | 32) === 101) {
      const sign = text.charCodeAt(i + 1);
      i = this.digits(sign === 43 || sign === 45 ? i + 2 : i + 1);
    }
    this.at = i;
    if (i !== mark) this.judgeScientific(from, whole, point, mark);
    else if (integer ? i - from >= 16 : i - from >= SAFE_DECIMAL) this.judgeNumber(from, integer);
  }

  /** Checks a number with an exponent; in the common range without creating a string. */
  private judgeScientific(from: number, whole: number, point: number, mark: number): void {
    const { text, at } = this;
    if (at - from > MAX_SHORT || text.charCodeAt(whole) === 48) return this.judgeNumber(from, false);
    const sign = text.charCodeAt(mark + 1);
    let exponent = 0;
    for (let i = sign === 43 || sign === 45 ? mark + 2 : mark + 1; i < at; i++)
      exponent = exponent * 10 + text.charCodeAt(i) - 48;
    if (exponent > SAFE_EXPONENT) return this.judgeNumber(from, false);
    if (sign === 45) exponent = -exponent;
    // From here on like writtenLength, for a number that does not begin with zero.
    const behind = Math.max(0, Math.max(0, mark - point - 1) - exponent);
    const written = whole - from + Math.max(1, point - whole + exponent) + (behind && behind + 1);
    if (written > at - from) this.expansion += written - (at - from);
  }

  private judgeNumber(from: number, integer: boolean): void {
    const { text, at } = this;
    const length = at - from;
    if (integer) {
      if (length > MAX_SAFE_LENGTH || !Number.isSafeInteger(Number(text.slice(from, at))))
        this.flag('number_out_of_range', from);
      return;
    }
    const written = writtenLength(text, from, at);
    if (written === undefined) this.flag('number_out_of_range', from);
    else if (written > length) this.expansion += written - length;
  }

  /** @returns the position after at least one digit */
  private digits(from: number): number {
    const { text } = this;
    let i = from;
    for (let code = text.charCodeAt(i); code >= 48 && code <= 57;) code = text.charCodeAt(++i);
    if (i === from) this.unexpectedAt(i);
    return i;
  }

  protected passWord(word: string): void {
    if (!this.text.startsWith(word, this.at)) this.unexpected();
    this.at += word.length;
  }

  protected space(): void {
    const { text } = this;
    let i = this.at;
    for (let code = text.charCodeAt(i); code === 32 || code === 10 || code === 13 || code === 9;)
      code = text.charCodeAt(++i);
    this.at = i;
  }

  protected take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  protected flag(code: FlaggedCode, at: number): void {
    if (this.inItem) this.fault ??= { code, at };
    else if (code === 'too_deep') this.tooDeepAt ??= at;
    else if (this.tooDeepAt === undefined) this.refuseAt(code, at);
  }

  protected refuseAt(code: FlaggedCode, at: number): never {
    return this.refuse(code, DETAILS[code], pointerAt(this.text, 0, at));
  }

  private unexpectedAt(at: number): never {
    this.at = at;
    return this.unexpected();
  }

  protected unexpected(): never {
    const what =
      this.at < this.text.length ? `unexpected ${JSON.stringify(this.text[this.at])}` : 'ends too early';
    return this.refuse('invalid_json', `${what} at character ${this.at + 1}`);
  }
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
