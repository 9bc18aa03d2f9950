import { isAscii, isUtf8 } from 'node:buffer';
import { JsonFault } from './fault.js';
import { Scanner, type ScanOptions } from './scanner.js';

/** Levels of objects and arrays, an item (or the document) being the first. */
const MAX_DEPTH = 64;

export interface JsonOptions {
  readonly maxDepth?: number;
  /** Members of an item (or of the document, where it is the item) that are kept as RawJson. */
  readonly rawKeys?: ReadonlySet<string>;
  /**
   * Which values are items: the elements of the top-level array, or of the array at a member of the top-level object.
   * A fault inside an item makes a FaultyItem of it and leaves its neighbours alone. `document` makes the whole text one
   * such item. Default: the document is the item, and faults are thrown.
   */
  readonly items?: ScanOptions['items'];
}

/**
 * Parses JSON strictly: what would be altered or lost on the way is refused instead.
 * @throws JsonFault
 */
export function parseJson(bytes: Uint8Array, options: JsonOptions = {}): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return parseJsonText(buffer.toString('latin1'), options);
  if (!isUtf8(buffer)) throw new JsonFault('invalid_utf8', 'the bytes are not UTF-8');
  return parseJsonText(buffer.toString('utf8'), options);
}

/** The same for a text that was decoded already. @throws JsonFault */
export function parseJsonText(text: string, options: JsonOptions = {}): unknown {
  const { maxDepth = MAX_DEPTH, rawKeys = new Set<string>(), items = 'none' } = options;
  return new Scanner(text, { maxDepth, rawKeys, items }).document();
}
