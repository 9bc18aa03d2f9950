import type { TenantContext } from '#libs/tenancy';

/** The fields that every log line has: trace and tenant of its request or job. */
export function logFieldsOf({ tenantOrNone, trace }: TenantContext): object {
  // A new object each time: pino writes the line's own fields into it.
  return { ...trace, ...(tenantOrNone ? { tenant_id: tenantOrNone.id } : {}) };
}
