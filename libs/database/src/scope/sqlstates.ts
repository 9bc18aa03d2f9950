import { DatabaseError } from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';

/** The only place that reads SQLSTATEs. Nothing relies on messages or constraint names. */

/**
 * SQLSTATE of a failed statement. `connection` if the driver failed without one: then the transport failed, not the
 * statement.
 */
function stateOf(error: unknown): string | undefined {
  // The connection was lost between two statements: TypeORM has released it and rejects the next one.
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

/** A value that PostgreSQL or the column cannot store: data exceptions and program limits. */
export const isDataException = (error: unknown) => isOneOf(error, '22', '54');

/**
 * The connection does not know a prepared statement, or knows one that we never prepared: a pooler swaps connections.
 */
export const isStatementLost = (error: unknown) => isOneOf(error, '26000', '42P05');

/** Serialization failure, deadlock or lost statement: the whole transaction may be retried. */
export const isRetryable = (error: unknown) => isOneOf(error, '40001', '40P01') || isStatementLost(error);

/** The connection failed: 08 connection, 57P admin shutdown, or no SQLSTATE at all. */
export const isConnectionFailure = (error: unknown) => isOneOf(error, 'connection', '08', '57P', 'XX000');

/** Disk full, out of memory, too many connections (53), I/O (58), read-only (25006), timeouts (57014, 55P03, 25P03). */
export const isUnavailable = (error: unknown) =>
  isConnectionFailure(error) || isOneOf(error, '53', '58', '25006', '57014', '55P03', '25P03');

/** A lock that was not granted within `lock_timeout`, or a deadlock: the work may be retried. */
export const isLockMissed = (error: unknown) => isOneOf(error, '55P03', '40P01');

/** Why the database accepts reads but no writes. */
export type WriteRefusal = 'database_full' | 'database_read_only';

/** The disk is full (53100), or the database is read-only (25006); undefined for any other failure. */
export function writeRefusalOf(error: unknown): WriteRefusal | undefined {
  if (isOneOf(error, '53100')) return 'database_full';
  return isOneOf(error, '25006') ? 'database_read_only' : undefined;
}
