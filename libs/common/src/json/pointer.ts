/** Longest pointer that is answered; nesting and key length are the client's. Characters. */
const MAX_POINTER = 512;

/** A key as a reference token of RFC 6901, cut to a readable length. */
export const pointerToken = (key: string): string =>
  key.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1');

interface Frame {
  /** Index in an array; undefined in an object. */
  index?: number;
  key: string;
  expectsKey: boolean;
}

/**
 * RFC 6901 pointer, below the value that begins at `from`, to what stands at `at`. Only for text that was scanned up to
 * `at` already; called when something is wrong, so that the scanner itself need not keep track of where it is.
 */
export function pointerAt(text: string, from: number, at: number): string {
  const frames: Frame[] = [];
  for (let i = from; i <= at && i < text.length; i++) {
    const char = text[i];
    const top = frames[frames.length - 1];
    if (char === '"') {
      const end = endOfString(text, i);
      if (top?.expectsKey) {
        top.key = readKey(text.slice(i, end + 1));
        top.expectsKey = false;
      }
      i = end;
    } else if (char === '{' && i < at) frames.push({ key: '', expectsKey: true });
    else if (char === '[' && i < at) frames.push({ index: 0, key: '', expectsKey: false });
    else if ((char === '}' || char === ']') && i < at) frames.pop();
    else if (char === ',' && top) {
      if (top.index === undefined) top.expectsKey = true;
      else top.index++;
    }
  }
  const tokens = frames
    .filter((frame) => !frame.expectsKey)
    .map((frame) => `/${pointerToken(frame.index?.toString() ?? frame.key)}`);
  return tokens.join('').slice(0, MAX_POINTER);
}

export function endOfString(text: string, quote: number): number {
  let i = quote + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

function readKey(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}
