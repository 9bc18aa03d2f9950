/** Longest pointer in an answer, because clients choose nesting and keys. Characters. */
const MAX_POINTER = 512;

/** A key as a reference token of RFC 6901, cut to a readable length. */
export const pointerToken = (key: string): string =>
  key.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1');

interface Frame {
  /** Index in an array; undefined in an object. */
  index?: number;
  /** Position of the object's last key, including its quotes. */
  from: number;
  to: number;
  expectsKey: boolean;
}

/**
 * RFC 6901 pointer to position `at`, relative to the value that begins at `from`. The text must be checked up to `at`
 * already. It is computed only for faults, so that the scanner need not track its place. Linear.
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
