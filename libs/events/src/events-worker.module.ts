import { Module } from '@nestjs/common';
import { MetricsModule } from '#libs/common';
import { TenantsModule } from '#libs/tenants';
import { EventsModule } from './events.module.js';
import { IngestionsWorker } from './ingestions/ingestions.worker.js';
import { IngestionProcessor } from './ingestions/ingestion-processor.js';
import { Sweeper } from './ingestions/sweeper.js';

/** Stores accepted events. Only processes that run a worker import it. */
@Module({
  imports: [EventsModule, MetricsModule, TenantsModule],
  providers: [IngestionsWorker, IngestionProcessor, Sweeper],
})
export class EventsWorkerModule {}
