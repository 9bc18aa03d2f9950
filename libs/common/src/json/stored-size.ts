import { writtenLength } from './numbers.js';

/** Control characters that PostgreSQL escapes by a letter: \b \t \n \f \r; the others as \u00XX. */
const SHORT = new Set([8, 9, 10, 12, 13]);
const NUMBER = /[-0-9.eE+]+/y;

/**
 * Bytes that a JSON text has as PostgreSQL gives it back from `jsonb`: numbers written out in full, a space behind each
 * comma and colon, escapes undone, in UTF-8. One pass, without recursion.
 * @param text JSON that was checked: no key twice, no number that `numeric` does not hold
 */
export function storedSize(text: string): number {
  let size = 0;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      const end = endOfString(text, i);
      size += sizeOfString(text, i + 1, end) + 2;
      i = end + 1;
    } else if (code === 45 || (code >= 48 && code <= 57)) {
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
      size += bytesOfEscaped(parseInt(text.slice(i + 2, i + 6), 16));
      i += 5;
    }
  }
  return size;
}

/** Half of a surrogate pair counts for two: the pair has four bytes. */
const bytesOf = (unit: number): number =>
  unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;

function bytesOfEscaped(unit: number): number {
  if (unit < 32) return SHORT.has(unit) ? 2 : 6;
  return unit === 34 || unit === 92 ? 2 : bytesOf(unit);
}
