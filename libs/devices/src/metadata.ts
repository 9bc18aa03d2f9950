import { mergeObject, Problem, storedSize } from '#libs/common';

/** Limit of a device's metadata as PostgreSQL returns them. Bytes. */
export const MAX_METADATA_BYTES = 16_384;
/** Limit of members, over all nested objects. */
const MAX_MEMBERS = 512;
/** Largest growth of our JSON text in storage, bytes per character: `1e+308` is written as 309 digits. */
const MOST_GROWTH = 60;

/**
 * A device's metadata as JSON text. The entity stores text, because TypeORM merges objects member by member, which
 * fails on keys such as `hasOwnProperty` and loses `__proto__`.
 */
export const asText = (metadata: object): string => JSON.stringify(metadata);

/** The text with a merge patch applied (RFC 7396). @throws Problem if the result is too large and did not shrink */
export function patched(text: string, patch: object | null | undefined): string {
  if (patch === undefined) return text;
  const most = Math.max(MAX_MEMBERS, text.length > MAX_METADATA_BYTES ? membersOf(text) : 0);
  // The result holds everything that the patch sets, so a patch that is too large is rejected before it is merged.
  if (patch && membersIn(patch, (value) => value !== null, most) > most) refuse(TOO_MANY);
  const next = asText(mergeObject(JSON.parse(text) as object, patch));
  const shrinks = () => storedSize(next) < storedSize(text) && membersOf(next) <= membersOf(text);
  const fault = faultOf(next);
  if (fault !== undefined && !shrinks()) refuse(fault);
  return next;
}

/** The text of new metadata. @throws Problem if it is too large */
export function madeOf(metadata: object): string {
  const text = asText(metadata);
  const fault = faultOf(text);
  if (fault !== undefined) refuse(fault);
  return text;
}

/** Whether it exceeds the limit, as metadata from before the limit may. */
export const isTooLarge = (text: string): boolean =>
  text.length * MOST_GROWTH > MAX_METADATA_BYTES && storedSize(text, MAX_METADATA_BYTES) > MAX_METADATA_BYTES;

function faultOf(text: string): string | undefined {
  if (isTooLarge(text)) return `may have at most ${MAX_METADATA_BYTES} bytes in the form that is stored`;
  return membersOf(text) > MAX_MEMBERS ? TOO_MANY : undefined;
}

const TOO_MANY = `may have at most ${MAX_MEMBERS} members, including those of nested objects`;

const membersOf = (text: string): number => membersIn(JSON.parse(text));

/** Number of members of all objects in it that `counts` accepts. Stops once there are more than `most`. */
function membersIn(
  whole: unknown,
  counts: (value: unknown) => boolean = () => true,
  most = Infinity,
): number {
  let members = 0;
  const open = [whole];
  for (let value = open.pop(); value !== undefined && members <= most; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inner: unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += inner.filter(counts).length;
    for (const each of inner) if (typeof each === 'object' && each !== null) open.push(each);
  }
  return members;
}

function refuse(why: string): never {
  throw Problem.ofInput([{ pointer: '/metadata', code: 'invalid_value', detail: `metadata: ${why}` }]);
}
