import { Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { TopTenants } from './top-tenants.js';

/** One per process: whoever counts something imports it. */
@Module({ providers: [Metrics, TopTenants], exports: [Metrics, TopTenants] })
export class MetricsModule {}
