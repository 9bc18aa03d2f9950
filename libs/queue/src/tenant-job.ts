import { UnrecoverableError } from 'bullmq';
import { readTraceparent, type Span } from '#libs/common';
import type { Trace } from '#libs/tenancy';

/** The one queue. Its jobs name the ingestion to store; the table of ingestions holds it. */
export const INGEST_QUEUE = 'ingest';

/** The content of a job: only names, nothing that clients sent. */
export interface TenantJob {
  readonly tenant_id: string;
  readonly ingestion_id: string;
  readonly request_id?: string;
  /** W3C trace context of the request that caused it. */
  readonly traceparent?: string;
}

const ID = /^[1-9]\d{0,18}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a job's data. @throws UnrecoverableError if it names no tenant or no ingestion */
export function readJob(data: unknown): TenantJob {
  const { tenant_id, ingestion_id, request_id, traceparent } = (data ?? {}) as Record<string, unknown>;
  if (typeof tenant_id !== 'string' || !ID.test(tenant_id))
    throw new UnrecoverableError('The job names no tenant: nothing is done without one');
  if (typeof ingestion_id !== 'string' || !UUID.test(ingestion_id))
    throw new UnrecoverableError('The job names no ingestion');
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { tenant_id, ingestion_id, request_id: text(request_id), traceparent: text(traceparent) };
}

/** Job id: one job per ingestion, because the queue ignores a second job with the same id. */
export const nameOf = ({ tenant_id, ingestion_id }: TenantJob) => `${tenant_id}-${ingestion_id}`;

/** Trace of the job's log lines. */
export const traceOf = ({ request_id }: TenantJob, { traceparent }: Span): Trace => ({
  request_id,
  trace_id: readTraceparent(traceparent)?.traceId,
});
