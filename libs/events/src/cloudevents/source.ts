import type { InputFault } from '#libs/common';
import { attributeFault } from './cloud-event.js';
import { FORBIDDEN } from './forbidden.js';

/** A source is kept whole; so much of it is compared with what is stored, of each event of a batch. Bytes of UTF-8. */
const MAX_SOURCE_BYTES = 2_048;
/** What RFC 3987 writes either as itself or percent-encoded. */
const ENCODED = /(?:%(?:20|22|[89A-F][0-9A-F]))+/gi;

/** What is wrong with a source as a text of its own. */
export function sourceFault(source: unknown): InputFault | undefined {
  if (typeof source !== 'string' || !source)
    return attributeFault('source', 'invalid_value', 'must be a text that is not empty');
  if (FORBIDDEN.test(source))
    return attributeFault('source', 'invalid_unicode', 'holds a control character or a noncharacter');
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES)
    return attributeFault('source', 'event_too_large', `has more than ${MAX_SOURCE_BYTES} bytes`);
  return undefined;
}

/**
 * Whether two events may be one by their sources. Where either has none nothing speaks against it: its sender gave none,
 * or the release that stored it did not keep it. In binary mode some senders leave out the encoding of `%`, so that
 * `/caf%C3%A9` arrives as `/café`: both are one IRI.
 */
export const isSameSource = (one: string | null | undefined, other: string | null | undefined): boolean =>
  one == null || other == null || one === other || canonical(one) === canonical(other);

const canonical = (source: string) =>
  source.replaceAll(ENCODED, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
