/** A query that the tenant scope cannot guarantee: a programming error. */
export class UnscopedQueryError extends Error {}

/** A statement failed in a transaction of several tenants, which was rolled back. */
export class PartFailure extends Error {
  /** @param part index of the part whose statement it was */
  constructor(
    readonly part: number,
    cause: unknown,
  ) {
    super('A statement of a shared transaction failed', { cause });
  }
}

/** A row of another tenant was read or was about to be written. This check backs both other lines of defence. */
export class ForeignTenantError extends Error {
  constructor(entity: string) {
    super(`${entity}: a row of another tenant was met`);
  }
}
