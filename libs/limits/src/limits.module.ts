import { Module } from '@nestjs/common';
import { Config, MetricsModule, redisTls } from '#libs/common';
import { LimitClock } from './limit-clock.js';
import { LimitMetrics } from './limit-metrics.js';
import { Limiter, LIMIT_STORE } from './limiter.js';
import { Shaper } from './shaper.js';
import { LocalShare } from './stores/local-share.js';
import { MemoryLimits } from './stores/memory-limits.js';
import { Running } from './stores/running.js';
import { SharedLimits } from './stores/shared-limits.js';

@Module({
  imports: [MetricsModule],
  providers: [
    Limiter,
    LimitMetrics,
    LimitClock,
    Shaper,
    {
      provide: LIMIT_STORE,
      inject: [Config, LimitMetrics, LimitClock],
      useFactory: (config: Config, metrics: LimitMetrics, clock: LimitClock) => {
        const { REDIS_URL: url, LIMITS_REDIS_TIMEOUT_MS, PROCESSES } = config;
        if (url)
          return new SharedLimits({ url, ...redisTls(config) }, metrics, LIMITS_REDIS_TIMEOUT_MS, PROCESSES);
        const own = new MemoryLimits(new Running(), clock);
        return PROCESSES === 1 ? own : new LocalShare(own, PROCESSES);
      },
    },
  ],
  exports: [Limiter, Shaper],
})
export class LimitsModule {}
