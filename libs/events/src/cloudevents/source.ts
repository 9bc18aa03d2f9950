import type { InputFault } from '#libs/common';
import { attributeFault } from './cloud-event.js';
import { FORBIDDEN } from './forbidden.js';

/** Limit of a source in UTF-8, bytes. Sources are stored whole and compared for each event of a batch. */
const MAX_SOURCE_BYTES = 2_048;
/** Characters that RFC 3987 writes either plainly or percent-encoded. */
const ENCODED = /(?:%(?:20|22|[89A-F][0-9A-F]))+/gi;

/** Asked first: what else is asked of a source reads all of it. */
export const isLongSource = (source: string): boolean =>
  source.length > MAX_SOURCE_BYTES || Buffer.byteLength(source) > MAX_SOURCE_BYTES;

/** The fault of a source as a text, if it has one. */
export function sourceFault(source: unknown): InputFault | undefined {
  if (typeof source !== 'string' || !source)
    return attributeFault('source', 'invalid_value', 'must be a text that is not empty');
  if (isLongSource(source))
    return attributeFault('source', 'event_too_large', `has more than ${MAX_SOURCE_BYTES} bytes`);
  if (FORBIDDEN.test(source))
    return attributeFault('source', 'invalid_unicode', 'holds a control character or a noncharacter');
  return undefined;
}

/**
 * Whether two events may be the same by their sources. An event without a source matches any: its sender gave none, or
 * an earlier release did not store it. In binary mode some senders do not encode `%`, so that `/caf%C3%A9` arrives as
 * `/café`; both are the same IRI.
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
