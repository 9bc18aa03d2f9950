import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { StaleWhileRevalidate } from '#libs/common';
import { missingMigrations } from './migrate.js';

/** How often the schema is checked. Probes come every few seconds; schemas change rarely. Milliseconds. */
const EVERY_MS = 2_000;

/** Whether the schema still fits. A database may be restored or migrated back under a running process. */
@Injectable()
export class SchemaState {
  private readonly missing: StaleWhileRevalidate<readonly string[]>;

  constructor(@Inject(DataSource) source: DataSource) {
    this.missing = new StaleWhileRevalidate<readonly string[]>([], EVERY_MS, () => missingMigrations(source));
  }

  /** As of the last check. */
  get isStale(): boolean {
    return this.missing.seen.length > 0;
  }
}
