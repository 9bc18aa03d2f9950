import { QueryFailedError } from 'typeorm';

/** A query that the tenant scope cannot guarantee: a programming error. */
export class UnscopedQueryError extends Error {}

/** A statement that was sent together with others failed. */
export class StatementFailure extends QueryFailedError {
  /** @param at index among those that were sent; negative for one that was sent ahead of them */
  constructor(
    text: string,
    cause: Error,
    readonly at: number,
  ) {
    super(text, [], cause);
  }
}

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
