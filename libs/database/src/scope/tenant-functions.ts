/**
 * Functions that run as another role, for the tenant that is their first argument. A call names its tenant, if `$1` is that
 * argument. test/isolation/catalog.spec.ts compares the list with the catalog.
 */
export const TENANT_FUNCTIONS = [
  'app_erase_rows',
  'app_note_erased',
  'app_people_in',
  'app_purge_audit',
  'app_purge_events',
] as const;
