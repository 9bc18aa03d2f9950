import { Injectable } from '@nestjs/common';
import { type Page, parseTimestamp, Problem } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { Ingestion } from './ingestion.entity.js';
import {
  type IngestionSummary,
  ingestionSummary,
  type IngestionView,
  ingestionView,
  type ListIngestions,
} from './ingestions.dto.js';

/** Reads ingestions and their results. */
@Injectable()
export class IngestionsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cursors: Cursors,
  ) {}

  async get(id: string): Promise<IngestionView> {
    const ingestion = await this.database.read((manager) => manager.findOneBy(Ingestion, { id }));
    if (!ingestion) throw Problem.notFound();
    return ingestionView(ingestion);
  }

  /** Newest first. */
  list({
    status,
    accepted_from: from,
    accepted_to: to,
    ...query
  }: ListIngestions): Promise<Page<IngestionSummary>> {
    return this.cursors.page(['ingestions'], query, {
      read: (after, take) =>
        this.database.read((manager) => {
          const select = manager
            .createQueryBuilder(Ingestion, 'ingestion')
            .orderBy('ingestion.number', 'DESC')
            .limit(take);
          if (status) select.andWhere('ingestion.status = :status', { status });
          if (after !== undefined) select.andWhere('ingestion.number < :after', { after });
          if (from)
            select.andWhere('ingestion.acceptedAt >= :from', { from: new Date(parseTimestamp(from)!) });
          if (to) select.andWhere('ingestion.acceptedAt < :to', { to: new Date(parseTimestamp(to)!) });
          return select.getMany();
        }),
      keyOf: (ingestion) => ingestion.number,
      view: ingestionSummary,
    });
  }
}
