/** A query that the tenant scope can't vouch for: a programming error. */
export class UnscopedQueryError extends Error {}

/** A statement failed in a transaction of several tenants; nothing of it happened. */
export class PartFailure extends Error {
  /** @param part whose statement it was, by its place */
  constructor(
    readonly part: number,
    cause: unknown,
  ) {
    super('A statement of a shared transaction failed', { cause });
  }
}

/** A row of another tenant came into, or was about to leave, this tenant's work: the tripwire behind both other lines of defence. */
export class ForeignTenantError extends Error {
  constructor(entity: string) {
    super(`${entity}: a row of another tenant was met`);
  }
}
