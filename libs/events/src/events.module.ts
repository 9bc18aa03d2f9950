import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '#libs/auth';
import { MetricsModule } from '#libs/common';
import { DevicesModule } from '#libs/devices';
import { LimitsModule } from '#libs/limits';
import { TenantsModule } from '#libs/tenants';
import { Admission } from './ingest/admission.js';
import { Coalescer } from './ingest/coalescer.js';
import { DeadLetter } from './dead-letters/dead-letter.entity.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeadLettersService } from './dead-letters/dead-letters.service.js';
import { EventHead } from './event-head.entity.js';
import { Event } from './event.entity.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './reading/events.service.js';
import { ImportPace } from './import/import.pace.js';
import { ImportService } from './import/import.service.js';
import { IngestMetrics } from './ingest/ingest.metrics.js';
import { IngestService } from './ingest/ingest.service.js';
import { IntakeService } from './intake.service.js';
import { SharedWriter } from './ingest/shared.writer.js';
import { IngestWriter } from './ingest/ingest.writer.js';
import { RespondAsync } from './ingestions/respond-async.service.js';
import { Ingestion } from './ingestions/ingestion.entity.js';
import { IngestionsController } from './ingestions/ingestions.controller.js';
import { IngestionsService } from './ingestions/ingestions.service.js';
import { FairScheduler } from './ingestions/fair-scheduler.js';
import { QueueDepth } from './ingestions/queue-depth.js';
import { QueueMarks } from './ingestions/queue-marks.js';
import { EventReader } from './reading/event-reader.js';
import { ExportService } from './reading/export.service.js';
import { ReadingController } from './reading/reading.controller.js';
import { StatsService } from './reading/stats.service.js';
import { DryRun } from './ingest/dry-run.js';
import { StreamsController } from './streaming/streams.controller.js';
import { StreamsService } from './streaming/streams.service.js';
import { Retention } from './retention/retention.service.js';
import { EventLimits } from './ingest/event-limits.js';

@Module({
  imports: [
    AuthModule,
    MetricsModule,
    TypeOrmModule.forFeature([Event, EventHead, Ingestion, DeadLetter]),
    DevicesModule,
    LimitsModule,
    TenantsModule,
  ],
  controllers: [
    EventsController,
    ReadingController,
    StreamsController,
    IngestionsController,
    DeadLettersController,
  ],
  providers: [
    RespondAsync,
    Admission,
    Coalescer,
    DeadLettersService,
    EventReader,
    EventsService,
    ExportService,
    ImportPace,
    ImportService,
    IngestMetrics,
    IngestService,
    IntakeService,
    IngestWriter,
    SharedWriter,
    IngestionsService,
    FairScheduler,
    QueueDepth,
    QueueMarks,
    DryRun,
    StatsService,
    StreamsService,
    Retention,
    EventLimits,
  ],
  exports: [Coalescer, IngestMetrics, FairScheduler, QueueMarks],
})
export class EventsModule {}
