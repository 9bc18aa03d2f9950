import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '#libs/audit';
import { type Config, MetricsModule, type Tracer, TracingModule } from '#libs/common';
import { DatabaseModule } from '#libs/database';
import { EventsWorkerModule } from '#libs/events';
import { AllMetrics, ConfigModule, Lifecycle, MetricsExporter, MetricsPort, Readiness } from '#libs/host';
import { QueueModule } from '#libs/queue';
import { TenancyModule, type TenantContext } from '#libs/tenancy';

/** The modules of a worker: the same services as the API's, without routes. */
@Module({})
export class WorkerModule {
  /** @param databaseUrl connection URL of the application's role */
  static with(config: Config, databaseUrl: string, context: TenantContext, tracer: Tracer): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(config),
        TracingModule.with(tracer),
        TenancyModule.with(context),
        DatabaseModule.forUrl(databaseUrl),
        MetricsModule,
        QueueModule.forUrl(databaseUrl),
        AuditModule,
        EventsWorkerModule,
      ],
      providers: [AllMetrics, MetricsExporter, Lifecycle, MetricsPort, Readiness],
    };
  }
}
