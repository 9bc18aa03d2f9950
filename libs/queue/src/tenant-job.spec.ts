import { UnrecoverableError } from 'bullmq';
import { PassingTracer } from '#libs/common';
import { nameOf, readJob, traceOf } from './tenant-job.js';

const JOB = { tenant_id: '7', ingestion_id: '5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e', request_id: 'r-1' };

describe('a job', () => {
  it('is read as it was put in, and nothing else of it', () => {
    expect(readJob({ ...JOB, tenant_key: 'acme', payload: {} })).toEqual({ ...JOB, traceparent: undefined });
    expect(nameOf(JOB)).toBe(`7-${JOB.ingestion_id}`);
  });

  it.each([undefined, null, {}, 'text', { ...JOB, tenant_id: undefined }, { ...JOB, tenant_id: 7 }, { ...JOB, tenant_id: '0' },
    { ...JOB, tenant_id: '7; DROP' }, { ...JOB, tenant_id: '' }, { ...JOB, ingestion_id: undefined }, { ...JOB, ingestion_id: '../x' },
  ])('that names no tenant or nothing to do is refused for good: %j', (data) => {
    expect(() => readJob(data)).toThrow(UnrecoverableError);
  }); // prettier-ignore

  it('goes on with the trace of its request', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    const span = new PassingTracer().begin('ingestion', 'consumer', traceparent);
    expect(span.traceparent).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-00$/);
    expect(traceOf(JOB, span)).toEqual({ request_id: 'r-1', trace_id: 'a'.repeat(32) });
  });
});
