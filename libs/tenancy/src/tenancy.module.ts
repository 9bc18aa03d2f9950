import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AnswerMemory, MetricsModule } from '#libs/common';
import { PeriodicTasks } from './periodic-tasks.js';
import { TenantCache } from './cache/tenant-cache.js';
import { TenantContext } from './tenant-context.js';

@Global()
@Module({})
export class TenancyModule {
  /** @param context created before the modules, because log lines about their creation read it */
  static with(context: TenantContext): DynamicModule {
    return {
      module: TenancyModule,
      imports: [MetricsModule],
      providers: [{ provide: TenantContext, useValue: context }, AnswerMemory, PeriodicTasks, TenantCache],
      exports: [AnswerMemory, PeriodicTasks, TenantContext, TenantCache],
    };
  }
}
