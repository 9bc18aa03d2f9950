import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
import { Quiescence } from './retention/quiescence.js';
import { Retention } from './retention/retention.service.js';
import { Throttle } from './throttle.js';

@Module({
  imports: [MetricsModule, TypeOrmModule.forFeature([Event]), DevicesModule, LimitsModule, TenantsModule],
  controllers: [EventsController],
  providers: [
    Coalescer,
    EventsService,
    Horizon,
    ImportService,
    IngestMetrics,
    IngestService,
    IngestWriter,
    Quiescence,
    Retention,
    Throttle,
  ],
})
export class EventsModule {}
