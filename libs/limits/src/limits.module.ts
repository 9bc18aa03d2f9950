import { Module } from '@nestjs/common';
import { Config, MetricsModule } from '#libs/common';
import { LimitMetrics } from './limit-metrics.js';
import { Limiter, LIMIT_STORE } from './limiter.js';
import { MemoryLimits } from './memory-limits.js';
import { SharedLimits } from './shared-limits.js';

@Module({
  imports: [MetricsModule],
  providers: [
    Limiter,
    LimitMetrics,
    {
      provide: LIMIT_STORE,
      inject: [Config, LimitMetrics],
      useFactory: ({ REDIS_URL }: Config, metrics: LimitMetrics) =>
        REDIS_URL ? new SharedLimits(REDIS_URL, metrics) : new MemoryLimits(),
    },
  ],
  exports: [Limiter],
})
export class LimitsModule {}
