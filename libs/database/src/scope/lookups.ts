/**
 * The SECURITY DEFINER functions that run without a tenant, each for one exact key. The list is complete: no other
 * function can be called without a tenant.
 */
export const LOOKUPS = [
  'app_tenant_by_key',
  'app_accounts_of',
  'app_account_in',
  'app_names_of',
  'app_tenants_of_tokens',
  'app_user_by_id',
  'app_user_by_public_id',
  'app_memberships_of',
  'app_token_owners',
  'app_live_session',
  'app_service_client',
  'app_signing_keys',
  'app_cursor_keys',
  'app_tenant_by_id',
] as const;

export type Lookup = (typeof LOOKUPS)[number];
