import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DevicesModule } from '#libs/devices';
import { TenantsModule } from '#libs/tenants';
import { Coalescer } from './coalescer.js';
import { Event } from './event.entity.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { Horizon } from './horizon.js';
import { ImportService } from './import.service.js';
import { IngestService } from './ingest.service.js';
import { IngestWriter } from './ingest.writer.js';

@Module({
  imports: [TypeOrmModule.forFeature([Event]), DevicesModule, TenantsModule],
  controllers: [EventsController],
  providers: [Coalescer, EventsService, Horizon, ImportService, IngestService, IngestWriter],
})
export class EventsModule {}
