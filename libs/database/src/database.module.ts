import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Config, MetricsModule } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { assertSchemaIsCurrent } from './migrate.js';
import { PoolMetrics } from './pool-metrics.js';
import { assertRoleIsHarmless, TenantDatabase, TenantDataSource } from './scope/index.js';

/** A connection is waited for at most this long: then the service is overloaded and says so. Milliseconds. */
const CONNECTION_WAIT_MS = 1000;
/**
 * PostgreSQL ends a statement after 10 s (`statement_timeout`). An answer that is missing a second later will never come:
 * the connection is half open, and nothing but this clock would tell. Milliseconds.
 */
const ANSWER_WAIT_MS = 11_000;

/** The tenant-scoped data source, and the one door to it. */
@Global()
@Module({})
export class DatabaseModule implements OnModuleInit {
  constructor(@Inject(DataSource) private readonly dataSource: TenantDataSource) {}

  /** @param url of the application's role */
  static forUrl(url: string): DynamicModule {
    let context: TenantContext;
    return {
      module: DatabaseModule,
      imports: [
        MetricsModule,
        TypeOrmModule.forRootAsync({
          inject: [Config, TenantContext],
          useFactory: (config: Config, tenantContext: TenantContext) => {
            context = tenantContext;
            return optionsFor(url, config);
          },
          dataSourceFactory: (options) =>
            new TenantDataSource(options as DataSourceOptions, context).initialize(),
        }),
      ],
      providers: [TenantDatabase, PoolMetrics],
      exports: [TenantDatabase],
    };
  }

  /** Refuses to serve with a stale schema, or as a role that could bypass the policies. */
  async onModuleInit(): Promise<void> {
    await assertSchemaIsCurrent(this.dataSource);
    await assertRoleIsHarmless(this.dataSource);
  }
}

function optionsFor(url: string, config: Config): TypeOrmModuleOptions {
  return {
    type: 'postgres',
    url,
    autoLoadEntities: true,
    poolSize: config.DATABASE_POOL_SIZE,
    connectTimeoutMS: CONNECTION_WAIT_MS,
    applicationName: 'tributary',
    retryAttempts: 5,
    retryDelay: 1000,
    extra: { keepAlive: true, query_timeout: ANSWER_WAIT_MS },
  };
}
