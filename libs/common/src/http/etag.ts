import { Problem } from '../problem/index.js';

/** Something with a version that every change of it raises. */
export interface Versioned {
  readonly version: number;
}

/** Members of representations that move without a new version, and that no request writes. */
const MOVING = ['last_seen_at', 'purged_before'];
/** Our tags: a version, and when each moving member last moved. What compresses an answer may mark its tag, as Apache does. */
const TAG = /^(W\/)?"(\d+)((?:\.\d+)*)((?:[-;]+(?:gzip|deflate|br|zstd))*)"$/;

/**
 * The entity tag of a representation. The version alone is strong: it changes with every change that a request makes. If
 * something in it has moved without one, the tag says when, and is weak: nothing that a writer decides on has changed.
 */
export function etagOf(version: number, representation: object): string {
  const times = Object.entries(representation)
    .filter(([name, value]) => MOVING.includes(name) && value instanceof Date)
    .map(([, value]) => `.${(value as Date).getTime()}`);
  return times.length ? `W/"${version}${times.join('')}"` : `"${version}"`;
}

/** Whether an If-None-Match header names the tag, weakly compared (RFC 9110, section 13.1.2): its sender has it already. */
export const isAlreadyKnown = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.trim() === '*' ||
  (ifNoneMatch ?? '').split(',').some((tag) => opaque(tag.trim()) === opaque(etag));

const opaque = (tag: string) => tag.replace(/^W\//, '');

/**
 * If-Match is compared strongly (RFC 9110, section 13.1.1). The weak tags that we give are taken: they name a version,
 * and the version is all that a change depends on.
 * @throws Problem `precondition_failed` if the header names no longer the current version, or names it by a tag that something
 * between has altered
 */
export function requireMatch(ifMatch: string | undefined, { version }: Versioned): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const current = ifMatch
    .split(',')
    .map((tag) => TAG.exec(tag.trim()))
    .filter((tag) => tag && Number(tag[2]) === version);
  if (current.some((tag) => !tag![4] && (!tag![1] || tag![3]))) return;
  throw new Problem('precondition_failed', current.length ? ALTERED : CHANGED);
}

const CHANGED = 'The resource was changed meanwhile: read it again and decide anew.';
const ALTERED =
  'The resource is unchanged, but If-Match needs a strong tag, and this one is weak or marked: a proxy that compresses ' +
  'answers may have made it so. Send the tag without W/ and without the mark of the compression, or read without ' +
  'Accept-Encoding.';
