import { isAscii, isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { JsonFault } from './fault.js';
import { KeySpace } from './open-keys.js';
import type { Awaitable } from '../awaitable.js';
import { inTurns, nextTurn } from '../turns.js';
import { Scanner, type ScanOptions } from './scanner.js';

/** Limit of nesting. An item, or the document, is the first level. */
const MAX_DEPTH = 64;
/** Larger documents are parsed in slices, between which other requests are served. Bytes. */
const LARGE = 64 * 1024;
/** Characters of a slice: 0.05 to 0.5 ms, depending on the content. */
const STEP = 8 * 1024;

export interface JsonOptions {
  readonly maxDepth?: number;
  /**
   * Members of an item, or of the document if that is the item, that are kept as RawJson. If there are any, the other
   * members of the item are built if they are scalars, and kept as RawJson if they are objects or arrays.
   */
  readonly rawKeys?: ReadonlySet<string>;
  /**
   * Which values are items: elements of the top-level array, or of the array in a member of the top-level object. A
   * fault inside an item turns it into a FaultyItem and does not affect the others. `document`: the whole text is one
   * such item. `raw`: the document is kept as RawJson. By default the document is the item, and a fault rejects it.
   */
  readonly items?: ScanOptions['items'];
  readonly maxItems?: number;
  readonly members?: ScanOptions['members'];
}

/** Parses JSON strictly: rejects what would be altered or lost. @returns the value, or a JsonFault */
export function parseJson(bytes: Uint8Array, options: JsonOptions = {}): unknown {
  const text = decoded(bytes, Infinity).next().value!;
  return typeof text === 'string' ? parseJsonText(text, options) : text;
}

/** Like `parseJson`, for text that is decoded already. */
export const parseJsonText = (text: string, options: JsonOptions = {}): unknown =>
  new Scanner(text, scanOptions(options)).whole();

/** Like `parseJson`, in several turns of the event loop if the document is large. */
export function parseJsonInTurns(bytes: Uint8Array, options: JsonOptions = {}): Awaitable<unknown> {
  return bytes.length <= LARGE ? parseJson(bytes, options) : parseInTurns(bytes, options);
}

async function parseInTurns(bytes: Uint8Array, options: JsonOptions): Promise<unknown> {
  await nextTurn();
  const text = await inTurns(decoded(bytes, LARGE));
  if (typeof text !== 'string') return text;
  return inTurns(new Scanner(text, scanOptions(options), new KeySpace()).sliced(STEP));
}

/** Decodes in steps, because text beyond ASCII takes 4 ms a MiB. @param step bytes */
function* decoded(bytes: Uint8Array, step: number): Generator<undefined, string | JsonFault> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (!isUtf8(buffer)) return new JsonFault('invalid_utf8', 'the bytes are not UTF-8');
  if (buffer.length <= step) return buffer.toString('utf8');
  const decoder = new StringDecoder('utf8');
  let text = '';
  for (let from = 0; from < buffer.length; from += step) {
    text += decoder.write(buffer.subarray(from, from + step));
    yield;
  }
  return text;
}

const NO_KEYS: ReadonlySet<string> = new Set<string>();

const scanOptions = ({
  maxDepth = MAX_DEPTH,
  rawKeys = NO_KEYS,
  items = 'none',
  maxItems = Infinity,
  members,
}: JsonOptions) => ({ maxDepth, rawKeys, items, maxItems, members });
