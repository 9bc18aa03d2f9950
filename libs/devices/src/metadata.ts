import { mergeObject, Problem, storedSize } from '#libs/common';

/** Bytes of a device's metadata as PostgreSQL gives them back. */
export const MAX_METADATA_BYTES = 16_384;
/** Members of all its objects together. */
const MAX_MEMBERS = 512;
/** No JSON text of ours grows beyond this many bytes a character: `1e+308` is written as 309 digits. */
const MOST_GROWTH = 60;

/**
 * A device's metadata as JSON text. An entity carries it so, because TypeORM merges objects member by member: keys such
 * as `hasOwnProperty` and `__proto__` would fail it, or be lost.
 */
export const asText = (metadata: object): string => JSON.stringify(metadata);

/** The text with a merge patch applied (RFC 7396). @throws Problem where it is too large then, and did not shrink */
export function patched(text: string, patch: object | null | undefined): string {
  if (patch === undefined) return text;
  const most = Math.max(MAX_MEMBERS, text.length > MAX_METADATA_BYTES ? membersOf(text) : 0);
  // All that the patch sets is there afterwards, so it is refused before the work of merging it.
  if (patch && membersIn(patch, (value) => value !== null, most) > most) refuse(TOO_MANY);
  const next = asText(mergeObject(JSON.parse(text) as object, patch));
  const shrinks = () => storedSize(next) < storedSize(text) && membersOf(next) <= membersOf(text);
  const fault = faultOf(next);
  if (fault !== undefined && !shrinks()) refuse(fault);
  return next;
}

/** The text of new metadata. @throws Problem where it is too large */
export function madeOf(metadata: object): string {
  const text = asText(metadata);
  const fault = faultOf(text);
  if (fault !== undefined) refuse(fault);
  return text;
}

/** Whether it has more bytes than it may, as what was stored before there was a limit. */
export const isTooLarge = (text: string): boolean =>
  text.length * MOST_GROWTH > MAX_METADATA_BYTES && storedSize(text, MAX_METADATA_BYTES) > MAX_METADATA_BYTES;

function faultOf(text: string): string | undefined {
  if (isTooLarge(text)) return `may have ${MAX_METADATA_BYTES} bytes as they are stored`;
  return membersOf(text) > MAX_MEMBERS ? TOO_MANY : undefined;
}

const TOO_MANY = `may have ${MAX_MEMBERS} members, those of nested objects included`;

const membersOf = (text: string): number => membersIn(JSON.parse(text));

/** Members of all objects in it that count; it stops once there are more than `most`. */
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
