import { Module } from '@nestjs/common';
import { Config, MetricsModule, redisTls } from '#libs/common';
import { LimitClock } from './limit-clock.js';
import { LimitMetrics } from './limit-metrics.js';
import { Limiter, LIMIT_STORE } from './limiter.js';
import { MemoryLimits } from './stores/memory-limits.js';
import { Running } from './stores/running.js';
import { SharedLimits } from './stores/shared-limits.js';

@Module({
  imports: [MetricsModule],
  providers: [
    Limiter,
    LimitMetrics,
    LimitClock,
    {
      provide: LIMIT_STORE,
      inject: [Config, LimitMetrics, LimitClock],
      useFactory: (config: Config, metrics: LimitMetrics, clock: LimitClock) =>
        config.REDIS_URL
          ? new SharedLimits(
              { url: config.REDIS_URL, ...redisTls(config) },
              metrics,
              config.LIMITS_REDIS_TIMEOUT_MS,
            )
          : new MemoryLimits(new Running(), clock),
    },
  ],
  exports: [Limiter],
})
export class LimitsModule {}
