/** Fraction digits that PostgreSQL's `numeric` can store (NUMERIC_DSCALE_MAX). */
const MAX_SCALE = 16_383;
/** Larger exponents are rejected even for zero, the only number with such an exponent that a double can hold. */
const MAX_EXPONENT = 100_000;
/** Limit of characters, so that one number never takes long. Only zeros that change nothing can need more. */
const MAX_CHARACTERS = 131_072;
/** A number by JSON's grammar (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A number's order of magnitude: 10^(order-1) ≤ |number| < 10^order. Between these a double holds it. */
const LEAST_ORDER = -306;
const GREATEST_ORDER = 308;

/**
 * How many characters PostgreSQL writes for a decimal. `jsonb` writes every number in full, so that `1e308` becomes 309
 * digits and `0e-16383` becomes 16,385 characters. Linear in the number; creates no strings, because an event may hold
 * hundreds of thousands of numbers.
 * @param text its characters `from` to `to` are a number by JSON's grammar
 * @returns undefined if a double or a `numeric` cannot hold it: it overflows, underflows to zero, or has more than
 * 16,383 fraction digits; or if it has more than 131,072 characters
 */
export function writtenLength(text: string, from = 0, to = text.length): number | undefined {
  if (to - from > MAX_CHARACTERS) return undefined;
  const sign = text.charCodeAt(from) === 45 ? 1 : 0;
  const whole = endOfDigits(text, from + sign, to) - from - sign;
  let at = from + sign + whole;
  let fraction = 0;
  if (text.charCodeAt(at) === 46) {
    fraction = endOfDigits(text, at + 1, to) - at - 1;
    at += 1 + fraction;
  }
  const exponent = at < to ? exponentAt(text, at + 1, to) : 0;
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const behind = Math.max(0, fraction - exponent);
  if (behind > MAX_SCALE) return undefined;
  const leading = leadingZeros(text, from + sign, whole, fraction);
  const isZero = leading === whole + fraction;
  const order = whole - leading + exponent;
  if (!isZero && (order < LEAST_ORDER || order > GREATEST_ORDER)) {
    const value = Number(text.slice(from, to));
    if (value === 0 || !Number.isFinite(value)) return undefined;
  }
  const before = isZero ? 1 : Math.max(1, order);
  return (isZero ? 0 : sign) + before + (behind && behind + 1);
}

/** Whether a text is a JSON number that an event may hold, or equals one that it may hold. Linear in the text. */
export const isStorableNumber = (text: string): boolean =>
  NUMBER.test(text) && writtenLength(text) !== undefined;

/** The position after the number that begins at `from`. */
export function endOfNumber(text: string, from: number): number {
  let at = from;
  while (isOfNumber(text.charCodeAt(at))) at++;
  return at;
}

/** Digits, `-`, `+`, `.`, `e` and `E`. */
const isOfNumber = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 43 || code === 101 || code === 69;

function endOfDigits(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

/** The exponent at this position, or a larger one than is allowed. */
function exponentAt(text: string, from: number, to: number): number {
  const sign = text.charCodeAt(from);
  let exponent = 0;
  for (let at = sign === 43 || sign === 45 ? from + 1 : from; at < to && exponent <= MAX_EXPONENT; at++)
    exponent = exponent * 10 + text.charCodeAt(at) - 48;
  return sign === 45 ? -exponent : exponent;
}

/** Number of zeros before the first other digit, before and after the point. */
function leadingZeros(text: string, from: number, whole: number, fraction: number): number {
  const digits = whole + fraction;
  for (let n = 0; n < digits; n++) if (text.charCodeAt(from + n + (n < whole ? 0 : 1)) !== 48) return n;
  return digits;
}
