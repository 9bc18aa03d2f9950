import { writtenLength } from './numbers.js';

/** Control characters that PostgreSQL escapes with a letter: \b \t \n \f \r. Others become \u00XX. */
const SHORT = new Set([8, 9, 10, 12, 13]);
const NUMBER = /[-0-9.eE+]+/y;

/**
 * Size in bytes of a JSON text as PostgreSQL returns it from `jsonb`: numbers in full, a space after each comma and
 * colon, escapes resolved, in UTF-8. One pass, without recursion.
 * @param text checked JSON: no repeated key, no number that `numeric` cannot hold
 * @param limit stops once the size exceeds it and returns the size so far, so that a large text costs no more
 */
export function storedSize(text: string, limit = Infinity): number {
  let size = 0;
  for (let i = 0; i < text.length && size <= limit;) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      const end = endOfString(text, i);
      size += sizeOfString(text, i + 1, end) + 2;
      i = end + 1;
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      const end = endOfDigits(text, i);
      // Written unchanged. Literals with a minus or an exponent are handled below: a zero loses its minus, exponents
      // are written out.
      if (code !== 45 && (text.charCodeAt(end) | 32) !== 101) {
        size += end - i;
        i = end;
        continue;
      }
      NUMBER.lastIndex = i;
      const [literal] = NUMBER.exec(text)!;
      size += writtenLength(literal) ?? literal.length;
      i += literal.length;
    } else {
      if (code > 32) size += code === 44 || code === 58 ? 2 : 1;
      i++;
    }
  }
  return size;
}

function endOfDigits(text: string, from: number): number {
  let i = from;
  for (let code = text.charCodeAt(i); code === 46 || (code >= 48 && code <= 57);) code = text.charCodeAt(++i);
  return i;
}

function endOfString(text: string, quote: number): number {
  let i = quote + 1;
  while (text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1;
  return i;
}

function sizeOfString(text: string, from: number, to: number): number {
  let size = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code !== 92) size += bytesOf(code);
    else if (text.charCodeAt(i + 1) !== 117) {
      // PostgreSQL writes `\/` without its backslash, and the other escapes unchanged.
      size += text.charCodeAt(i + 1) === 47 ? 1 : 2;
      i += 1;
    } else {
      size += bytesOfEscaped(unitAt(text, i + 2));
      i += 5;
    }
  }
  return size;
}

/** The four hexadecimal digits at this position. They were checked before. */
function unitAt(text: string, from: number): number {
  let unit = 0;
  for (let i = from; i < from + 4; i++) {
    const code = text.charCodeAt(i);
    unit = unit * 16 + (code < 58 ? code - 48 : (code | 32) - 87);
  }
  return unit;
}

/** Each half of a surrogate pair counts two bytes, because the pair has four. */
const bytesOf = (unit: number): number =>
  unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;

function bytesOfEscaped(unit: number): number {
  if (unit < 32) return SHORT.has(unit) ? 2 : 6;
  return unit === 34 || unit === 92 ? 2 : bytesOf(unit);
}
