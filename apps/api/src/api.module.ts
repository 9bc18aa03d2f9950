import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AbilityGuard, DenialFilter } from '#libs/access';
import { AuditModule } from '#libs/audit';
import { AuthModule, CredentialGuard, TenantGuard } from '#libs/auth';
import { Config, InputGuard, InputPipe, MetricsModule, type Tracer, TracingModule } from '#libs/common';
import { DatabaseModule } from '#libs/database';
import { DevicesModule } from '#libs/devices';
import { EventsModule, EventsWorkerModule } from '#libs/events';
import { AllMetrics, ConfigModule, Lifecycle, MetricsExporter, MetricsPort, Readiness } from '#libs/host';
import { LimitsModule } from '#libs/limits';
import { QueueModule } from '#libs/queue';
import { TenancyModule, type TenantContext } from '#libs/tenancy';
import { TenantsModule } from '#libs/tenants';
import { AddressLimits } from './http/address-limits.js';
import { HealthController } from './probes/health.controller.js';
import { InFlight } from './http/in-flight.js';
import { MetricsController } from './probes/metrics.controller.js';
import { LimitGuard } from './http/limit.guard.js';

/** The features of the service. Import a new one here. */
const FEATURES = [AuditModule, TenantsModule, AuthModule, DevicesModule, EventsModule];

/**
 * The guards of every request, in order: authentication, limits that need no body, tenant, permission, limits, input.
 */
const GUARDS = [CredentialGuard, LimitGuard, TenantGuard, AbilityGuard, LimitGuard, InputGuard];

@Module({})
export class ApiModule {
  /** @param databaseUrl connection URL of the application's role */
  static with(config: Config, databaseUrl: string, context: TenantContext, tracer: Tracer): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.with(config),
        TracingModule.with(tracer),
        TenancyModule.with(context),
        DatabaseModule.forUrl(databaseUrl),
        LimitsModule,
        MetricsModule,
        QueueModule.forUrl(databaseUrl),
        ...FEATURES,
        ...(config.RUN_WORKER ? [EventsWorkerModule] : []),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        AddressLimits,
        AllMetrics,
        MetricsExporter,
        InFlight,
        Lifecycle,
        AbilityGuard,
        InputGuard,
        LimitGuard,
        MetricsPort,
        Readiness,
        ...GUARDS.map((guard) => ({ provide: APP_GUARD, useExisting: guard })),
        { provide: APP_PIPE, useClass: InputPipe },
        { provide: APP_FILTER, useClass: DenialFilter },
      ],
    };
  }
}
