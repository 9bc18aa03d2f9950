import { DatabaseError } from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';

/** The only place where SQLSTATEs are read. Messages and constraint names are never relied on. */

/** SQLSTATE of a failed statement; `connection` where the driver failed without one: the transport, not the statement. */
function stateOf(error: unknown): string | undefined {
  // Lost between two statements: TypeORM has given the connection up, and refuses the next one.
  if (
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError
  )
    return 'connection';
  if (error instanceof DatabaseError) return error.code;
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : 'connection';
}

const isOneOf = (error: unknown, ...states: string[]) => {
  const state = stateOf(error);
  return state !== undefined && states.some((known) => state.startsWith(known));
};

export const isUniqueViolation = (error: unknown) => isOneOf(error, '23505');
export const isForeignKeyViolation = (error: unknown) => isOneOf(error, '23503');

/** A value that PostgreSQL can't hold, or not in that column: data exceptions and program limits. */
export const isDataException = (error: unknown) => isOneOf(error, '22', '54');

/** A prepared statement that the connection does not know, or knows though we never prepared it: somebody swaps connections. */
export const isStatementLost = (error: unknown) => isOneOf(error, '26000', '42P05');

/** Serialization failure, deadlock, a lost statement: the whole transaction may be tried again. */
export const isRetryable = (error: unknown) => isOneOf(error, '40001', '40P01') || isStatementLost(error);

/** The connection is gone or useless: 08 connection, 57P admin shutdown, or no SQLSTATE at all. */
export const isConnectionFailure = (error: unknown) => isOneOf(error, 'connection', '08', '57P', 'XX000');

/** Disk full, out of memory, too many connections (53), I/O (58), read-only (25006), timeouts (57014, 55P03, 25P03). */
export const isUnavailable = (error: unknown) =>
  isConnectionFailure(error) || isOneOf(error, '53', '58', '25006', '57014', '55P03', '25P03');

/** A lock that did not come within `lock_timeout`, or a deadlock: the work may be tried again. */
export const isLockMissed = (error: unknown) => isOneOf(error, '55P03', '40P01');

/** Why the database can be read and not written. */
export type WriteRefusal = 'database_full' | 'database_read_only';

/** Its disk is full (53100), or it is read-only (25006); undefined for any other failure. */
export function writeRefusalOf(error: unknown): WriteRefusal | undefined {
  if (isOneOf(error, '53100')) return 'database_full';
  return isOneOf(error, '25006') ? 'database_read_only' : undefined;
}
