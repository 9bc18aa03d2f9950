/**
 * Where tables are on Citus. What is on neither list is a tenant's and is distributed by `tenant_id`, all of them colocated:
 * a tenant's rows are on one worker. test/isolation/catalog-citus.spec.ts holds the lists against the catalog.
 */

/** Copied to every node: few rows, seldom written, and asked before it is known whose request it is. */
export const REFERENCE_TABLES = ['tenants', 'users', 'service_clients', 'memberships'];

/** On the coordinator. */
export const LOCAL_TABLES = [
  'changes',
  'cursor_keys',
  'erasure_people',
  'erasures',
  'login_marks',
  'migrations',
  'password_resets',
  'queue_marks',
  'refresh_tokens',
  'revoked_tokens',
  'signing_keys',
];

/** The table that the others are colocated with. */
export const FIRST_DISTRIBUTED = 'devices';

/**
 * Functions that run on the worker that has the rows of the tenant, their first argument. They run as a role that cannot
 * log in, so the coordinator could not reach a worker from within them.
 */
export const DELEGATED_FUNCTIONS = [
  'app_erase_rows(bigint, integer)',
  'app_purge_audit(bigint, integer)',
  'app_purge_events(bigint, timestamptz, integer)',
];
