/** Digits behind the point that PostgreSQL's `numeric` holds (NUMERIC_DSCALE_MAX). */
const MAX_SCALE = 16_383;
/** Exponents beyond it are refused even of a zero, which is the only number that a double would hold with one. */
const MAX_EXPONENT = 100_000;
/** A number by JSON's grammar (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const PARTS = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * How many characters PostgreSQL writes for a decimal: `jsonb` gives every number written out in full, so that `1e308`
 * comes back as 309 digits and `0e-16383` as 16,385 characters. Linear in the literal.
 * @param literal a number by JSON's grammar
 * @returns undefined where a double or a `numeric` does not hold it: it overflows, underflows to zero, or has more than
 * 16,383 digits behind the point
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

/** Whether a text is a number of JSON that an event may hold, or that equals one which it may hold. Linear in the text. */
export const isStorableNumber = (text: string): boolean =>
  NUMBER.test(text) && writtenLength(text) !== undefined;

function leadingZeros(whole: string, fraction: string): number {
  const [first, second] = [whole, fraction].map((digits) => digits.search(/[1-9]/));
  if (first !== -1) return first;
  return whole.length + (second === -1 ? fraction.length : second);
}
