import { processNumber } from '#libs/processes';
import type { TenantContext } from '#libs/tenancy';

const PROCESS = processNumber === undefined ? {} : { process: processNumber };

/** Fields of every log line: trace and tenant of its request or job, and the process if it is one of several. */
export function logFieldsOf({ tenantOrNone, trace }: TenantContext): object {
  // A new object each time, because pino writes the line's own fields into it.
  return { ...PROCESS, ...trace, ...(tenantOrNone ? { tenant_id: tenantOrNone.id } : {}) };
}
