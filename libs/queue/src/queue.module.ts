import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config, MetricsModule } from '#libs/common';
import { BackedQueue, BackedWorker, connectionOf } from './backend.js';
import { QueueState } from './queue-state.js';
import { Scheduler } from './scheduler.js';
import { INGEST_QUEUE } from './tenant-job.js';

BullModule.queueClass = BackedQueue;
BullModule.workerClass = BackedWorker;

/** In braces, so that all keys are on one node of a Redis cluster. */
const PREFIX = '{tributary}';

/** The queue, in Redis or PostgreSQL. */
@Global()
@Module({})
export class QueueModule {
  /** @param databaseUrl connection URL of the application's role */
  static forUrl(databaseUrl: string): DynamicModule {
    return {
      module: QueueModule,
      imports: [
        MetricsModule,
        BullModule.forRootAsync({
          inject: [Config],
          useFactory: (config: Config) => ({ connection: connectionOf(config, databaseUrl), prefix: PREFIX }),
        }),
        BullModule.registerQueue({ name: INGEST_QUEUE }),
      ],
      providers: [QueueState, Scheduler],
      exports: [QueueState, Scheduler, BullModule],
    };
  }
}
