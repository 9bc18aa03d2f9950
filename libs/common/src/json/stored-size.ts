import { writtenLength } from './numbers.js';

/** Control characters that PostgreSQL escapes by a letter: \b \t \n \f \r; the others as \u00XX. */
const SHORT = new Set([8, 9, 10, 12, 13]);
const NUMBER = /[-0-9.eE+]+/y;

/**
 * Bytes that a JSON text has as PostgreSQL gives it back from `jsonb`: numbers written out in full, a space behind each
 * comma and colon, escapes undone, in UTF-8. One pass, without recursion.
 * @param text JSON that was checked: no key twice, no number that `numeric` does not hold
 * @param limit it stops once there are more bytes, and returns what it has, so that a large text costs no more than this
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
      // Written as it stands; a minus may go with a zero, and an exponent is written out.
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
      // PostgreSQL writes `\/` without its backslash, the others as they are.
      size += text.charCodeAt(i + 1) === 47 ? 1 : 2;
      i += 1;
    } else {
      size += bytesOfEscaped(unitAt(text, i + 2));
      i += 5;
    }
  }
  return size;
}

/** The four hexadecimal digits here; they were checked. */
function unitAt(text: string, from: number): number {
  let unit = 0;
  for (let i = from; i < from + 4; i++) {
    const code = text.charCodeAt(i);
    unit = unit * 16 + (code < 58 ? code - 48 : (code | 32) - 87);
  }
  return unit;
}

/** Half of a surrogate pair counts for two: the pair has four bytes. */
const bytesOf = (unit: number): number =>
  unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;

function bytesOfEscaped(unit: number): number {
  if (unit < 32) return SHORT.has(unit) ? 2 : 6;
  return unit === 34 || unit === 92 ? 2 : bytesOf(unit);
}
