/** Longest pointer that is answered; nesting and key length are the client's. Characters. */
const MAX_POINTER = 512;

/** A key as a reference token of RFC 6901, cut to a readable length. */
export const pointerToken = (key: string): string =>
  key.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1');

interface Frame {
  /** Index in an array; undefined in an object. */
  index?: number;
  /** Where the last key of an object stands, its quotes included. */
  from: number;
  to: number;
  expectsKey: boolean;
}

/**
 * RFC 6901 pointer, below the value that begins at `from`, to what stands at `at`. Only for text that was scanned up to
 * `at` already; called when something is wrong, so that the scanner itself need not keep track of where it is. Linear.
 */
export function pointerAt(text: string, from: number, at: number): string {
  const frames: Frame[] = [];
  for (let i = from; i <= at && i < text.length; i++) {
    const code = text.charCodeAt(i);
    const top = frames[frames.length - 1];
    if (code === 34) {
      const end = endOfString(text, i);
      if (top?.expectsKey) {
        top.from = i;
        top.to = end + 1;
        top.expectsKey = false;
      }
      i = end;
    } else if (code === 123 && i < at) frames.push({ from: 0, to: 0, expectsKey: true });
    else if (code === 91 && i < at) frames.push({ index: 0, from: 0, to: 0, expectsKey: false });
    else if ((code === 125 || code === 93) && i < at) frames.pop();
    else if (code === 44 && top) {
      if (top.index === undefined) top.expectsKey = true;
      else top.index++;
    }
  }
  const tokens = frames
    .filter((frame) => !frame.expectsKey)
    .map((frame) => frame.index?.toString() ?? readKey(text.slice(frame.from, frame.to)));
  return tokens
    .map((token) => `/${pointerToken(token)}`)
    .join('')
    .slice(0, MAX_POINTER);
}

function endOfString(text: string, quote: number): number {
  let i = quote + 1;
  while (i < text.length && text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1;
  return i;
}

function readKey(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}
