/** Fraction digits that PostgreSQL's `numeric` can store (NUMERIC_DSCALE_MAX). */
const MAX_SCALE = 16_383;
/** Larger exponents are rejected even for zero, the only number with such an exponent that a double can hold. */
const MAX_EXPONENT = 100_000;
/** A number by JSON's grammar (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const PARTS = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * How many characters PostgreSQL writes for a decimal. `jsonb` writes every number in full, so that `1e308` becomes 309
 * digits and `0e-16383` becomes 16,385 characters. Linear in the literal.
 * @param literal a number by JSON's grammar
 * @returns undefined if a double or a `numeric` cannot hold it: it overflows, underflows to zero, or has more than
 * 16,383 fraction digits
 */
export function writtenLength(literal: string): number | undefined {
  const [, sign, whole, fraction = '', power = '0'] = PARTS.exec(literal)!;
  const exponent = Number(power);
  const value = Number(literal);
  const leading = leadingZeros(whole, fraction);
  const isZero = leading === whole.length + fraction.length;
  if (!Number.isFinite(value) || (value === 0) !== isZero || Math.abs(exponent) > MAX_EXPONENT)
    return undefined;
  const behind = Math.max(0, fraction.length - exponent);
  if (behind > MAX_SCALE) return undefined;
  const before = isZero ? 1 : Math.max(1, whole.length - leading + exponent);
  return (isZero ? 0 : sign.length) + before + (behind && behind + 1);
}

/** Whether a text is a JSON number that an event may hold, or equals one that it may hold. Linear in the text. */
export const isStorableNumber = (text: string): boolean =>
  NUMBER.test(text) && writtenLength(text) !== undefined;

function leadingZeros(whole: string, fraction: string): number {
  const [first, second] = [whole, fraction].map((digits) => digits.search(/[1-9]/));
  if (first !== -1) return first;
  return whole.length + (second === -1 ? fraction.length : second);
}
