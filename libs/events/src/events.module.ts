import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '#libs/auth';
import { MetricsModule } from '#libs/common';
import { DevicesModule } from '#libs/devices';
import { LimitsModule } from '#libs/limits';
import { TenantsModule } from '#libs/tenants';
import { Coalescer } from './coalescer.js';
import { Event } from './event.entity.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { Horizon } from './horizon.js';
import { ImportService } from './import.service.js';
import { IngestMetrics } from './ingest.metrics.js';
import { IngestService } from './ingest.service.js';
import { IngestWriter } from './ingest.writer.js';
import { EventReader } from './reading/event-reader.js';
import { ExportService } from './reading/export.service.js';
import { ReadingController } from './reading/reading.controller.js';
import { StatsService } from './reading/stats.service.js';
import { Rehearsal } from './rehearsal.js';
import { StreamsController } from './streaming/streams.controller.js';
import { StreamsService } from './streaming/streams.service.js';
import { Watermark } from './streaming/watermark.js';
import { Quiescence } from './retention/quiescence.js';
import { Retention } from './retention/retention.service.js';
import { Throttle } from './throttle.js';

@Module({
  imports: [
    AuthModule,
    MetricsModule,
    TypeOrmModule.forFeature([Event]),
    DevicesModule,
    LimitsModule,
    TenantsModule,
  ],
  controllers: [EventsController, ReadingController, StreamsController],
  providers: [
    Coalescer,
    EventReader,
    EventsService,
    ExportService,
    Horizon,
    ImportService,
    IngestMetrics,
    IngestService,
    IngestWriter,
    Rehearsal,
    StatsService,
    StreamsService,
    Quiescence,
    Retention,
    Throttle,
    Watermark,
  ],
})
export class EventsModule {}
