import { etagOf, type Versioned } from './etag.js';

/** An answer with headers or a status. The adapter unpacks it. */
export class Reply {
  constructor(
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly status?: number,
  ) {}
}

/** The answer for a mutable resource, with its ETag. With `location` it is a 201. */
export function resource<T extends Versioned>(
  entity: T,
  view: (entity: T) => object,
  location?: string,
): Reply {
  const body = view(entity);
  const headers = { etag: etagOf(entity.version, body), ...(location ? { location } : {}) };
  return new Reply(body, headers, location ? 201 : undefined);
}
