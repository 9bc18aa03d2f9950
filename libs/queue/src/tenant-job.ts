import { UnrecoverableError } from 'bullmq';
import { readTraceparent, type Span } from '#libs/common';
import type { Trace } from '#libs/tenancy';

/** The one queue. Its jobs say what is to be stored; the table of ingestions holds it. */
export const INGEST_QUEUE = 'ingest';

/** All that a job carries: names, and nothing of what clients sent. */
export interface TenantJob {
  readonly tenant_id: string;
  readonly ingestion_id: string;
  readonly request_id?: string;
  /** W3C trace context of the request that it comes from. */
  readonly traceparent?: string;
}

const ID = /^[1-9]\d{0,18}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The job as it was put in. @throws UnrecoverableError where it names no tenant, or nothing to do */
export function readJob(data: unknown): TenantJob {
  const { tenant_id, ingestion_id, request_id, traceparent } = (data ?? {}) as Record<string, unknown>;
  if (typeof tenant_id !== 'string' || !ID.test(tenant_id))
    throw new UnrecoverableError('The job names no tenant: nothing is done without one');
  if (typeof ingestion_id !== 'string' || !UUID.test(ingestion_id))
    throw new UnrecoverableError('The job names no ingestion');
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { tenant_id, ingestion_id, request_id: text(request_id), traceparent: text(traceparent) };
}

/** One job for each ingestion, however often it is scheduled: a second one of the same name is none. */
export const nameOf = ({ tenant_id, ingestion_id }: TenantJob) => `${tenant_id}-${ingestion_id}`;

/** What the log lines of a job say. */
export const traceOf = ({ request_id }: TenantJob, { traceparent }: Span): Trace => ({
  request_id,
  trace_id: readTraceparent(traceparent)?.traceId,
});
