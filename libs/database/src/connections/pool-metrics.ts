import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Metrics } from '#libs/common';
import { TenantDatabase } from '../scope/index.js';

/** The part of node-postgres' pool that is read. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Measures how busy the connections are, and how much waits for one. */
@Injectable()
export class PoolMetrics {
  constructor(@Inject(DataSource) source: DataSource, database: TenantDatabase, metrics: Metrics) {
    const pool = () => (source.driver as unknown as { master?: Pool }).master;
    metrics.gauges('database_connections', 'Connections of the pool', () => {
      const { totalCount = 0, idleCount = 0 } = pool() ?? {};
      return { in_use: totalCount - idleCount, idle: idleCount };
    });
    metrics.gauges('database_waiting', 'Work that waits: for a connection, or for its tenant’s turn', () => ({
      connection: pool()?.waitingCount ?? 0,
      tenant_slot: database.waiting,
    }));
  }
}
