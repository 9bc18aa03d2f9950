import { Module } from '@nestjs/common';
import { MetricsModule } from '#libs/common';
import { TenantsModule } from '#libs/tenants';
import { EventsModule } from './events.module.js';
import { IngestionsWorker } from './ingestions/ingestions.worker.js';
import { IngestionProcessor } from './ingestions/ingestion-processor.js';
import { Sweeper } from './ingestions/sweeper.js';

/** What stores accepted events; part of the processes that are to work, and of no other. */
@Module({
  imports: [EventsModule, MetricsModule, TenantsModule],
  providers: [IngestionsWorker, IngestionProcessor, Sweeper],
})
export class EventsWorkerModule {}
