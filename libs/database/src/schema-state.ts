import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { StaleWhileRevalidate } from '#libs/common';
import { missingMigrations } from './migrate.js';

/** Probes come every few seconds; a schema changes when somebody changes it. Milliseconds. */
const EVERY_MS = 2_000;

/** Whether the schema still is what it was at boot: a database may be restored, or migrated back, under a running process. */
@Injectable()
export class SchemaState {
  private readonly missing: StaleWhileRevalidate<readonly string[]>;

  constructor(@Inject(DataSource) source: DataSource) {
    this.missing = new StaleWhileRevalidate<readonly string[]>([], EVERY_MS, () => missingMigrations(source));
  }

  /** As of the last look. */
  get isStale(): boolean {
    return this.missing.seen.length > 0;
  }
}
