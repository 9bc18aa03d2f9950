import { Problem } from '../problem/index.js';

/** An answer that is more than its body; the adapter unpacks it. */
export class Reply {
  constructor(
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly status?: number,
  ) {}
}

/** Something with a version that every change raises. */
interface Versioned {
  readonly version: number;
}

/** The entity tag of a version; strong, since the version changes with every visible change. */
const etagOf = ({ version }: Versioned) => `"${version}"`;

/** A mutable resource, with its ETag; `location` makes it a 201. */
export function resource<T extends Versioned>(
  entity: T,
  view: (entity: T) => unknown,
  location?: string,
): Reply {
  return new Reply(
    view(entity),
    { etag: etagOf(entity), ...(location ? { location } : {}) },
    location ? 201 : undefined,
  );
}

/** Whether an If-None-Match header names the tag, weakly compared (RFC 9110, section 13.1.2): its sender has it already. */
export const isAlreadyKnown = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.trim() === '*' ||
  (ifNoneMatch ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);

/** @throws Problem `precondition_failed` where an If-Match header names no longer the current version */
export function requireMatch(ifMatch: string | undefined, entity: Versioned): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (!ifMatch.split(',').some((tag) => tag.trim() === etagOf(entity)))
    throw new Problem(
      'precondition_failed',
      'The resource was changed meanwhile: read it again and decide anew.',
    );
}
