import { Injectable } from '@nestjs/common';
import type { TenantRecord } from '#libs/tenants';
import type { Candidate } from './candidate.js';
import { IngestWriter } from './ingest.writer.js';
import type { Verdict } from './outcome.js';

/** Takes the coalescer's place where events are only tried: the same statements in a transaction of their own, which is rolled back. */
@Injectable()
export class Rehearsal {
  constructor(private readonly writer: IngestWriter) {}

  /** @throws Problem */
  write(tenant: TenantRecord, candidates: readonly Candidate[]): Promise<Verdict[]> {
    return this.writer.write(tenant, candidates, { rehearse: true });
  }
}
