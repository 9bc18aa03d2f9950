import { Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { TopTenants } from './top-tenants.js';

/** One instance per process. */
@Module({ providers: [Metrics, TopTenants], exports: [Metrics, TopTenants] })
export class MetricsModule {}
