/**
 * Places of the tables on Citus. A table on neither list belongs to tenants and is distributed by `tenant_id`. All
 * these are colocated, so a tenant's rows are on one worker. test/isolation/catalog-citus.spec.ts compares the lists
 * with the catalog.
 */

/** Copied to every node: small tables that are seldom written and are read before the tenant is known. */
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

/** The table with which the others are colocated. */
export const FIRST_DISTRIBUTED = 'devices';

/**
 * Functions that run on the worker with the tenant's rows; the tenant is their first argument. They run as a role that
 * cannot log in, so from the coordinator they could not reach a worker.
 */
export const DELEGATED_FUNCTIONS = [
  'app_erase_rows(bigint, integer)',
  'app_purge_audit(bigint, integer)',
  'app_purge_events(bigint, timestamptz, integer)',
];
