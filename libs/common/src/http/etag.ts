import { Problem } from '../problem/index.js';

/** An entity with a version that each change increments. */
export interface Versioned {
  readonly version: number;
}

/** Members of representations that change without a new version, and that no request writes. */
const MOVING = ['last_seen_at', 'purged_before'];
/**
 * Our tags: a version, and when each moving member last changed. Compressing proxies, such as Apache, may add a suffix.
 */
const TAG = /^(W\/)?"(\d+)((?:\.\d+)*)((?:[-;]+(?:gzip|deflate|br|zstd))*)"$/;

/**
 * The entity tag of a representation. The version alone is a strong tag: every change by a request changes it. If a
 * moving member has a value, the tag includes its time and is weak: nothing that a writer decides on has changed.
 */
export function etagOf(version: number, representation: object): string {
  const times = Object.entries(representation)
    .filter(([name, value]) => MOVING.includes(name) && value instanceof Date)
    .map(([, value]) => `.${(value as Date).getTime()}`);
  return times.length ? `W/"${version}${times.join('')}"` : `"${version}"`;
}

/** Whether an If-None-Match header names the tag, compared weakly (RFC 9110, section 13.1.2). */
export const isAlreadyKnown = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.trim() === '*' ||
  (ifNoneMatch ?? '').split(',').some((tag) => opaque(tag.trim()) === opaque(etag));

const opaque = (tag: string) => tag.replace(/^W\//, '');

/**
 * If-Match is compared strongly (RFC 9110, section 13.1.1). Weak tags of ours are accepted, because they name a
 * version, and a change depends only on the version.
 * @throws Problem `precondition_failed` if the header does not name the current version, or if an intermediary has
 * altered the tag
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

const CHANGED = 'The resource was changed since it was read: read it again and repeat the change.';
const ALTERED =
  'The resource is unchanged, but If-Match needs a strong tag, and this one is weak or marked: a proxy that compresses ' +
  'answers may have made it so. Send the tag without W/ and without the mark of the compression, or read without ' +
  'Accept-Encoding.';
