import { randomUUID } from 'node:crypto';
import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions, getMetadataArgsStorage } from 'typeorm';
import { Config, MetricsModule, postgresAddress } from '#libs/common';
import { TenantCache, TenantContext } from '#libs/tenancy';
import { Announcements } from './announcements.js';
import { CursorKeys } from './cursors/cursor-keys.js';
import { Cursors } from './cursors/cursors.js';
import { ChangePoll } from './changes/index.js';
import { assertSchemaIsCurrent } from './migrate.js';
import { PoolMetrics } from './connections/pool-metrics.js';
import { SchemaState } from './schema-state.js';
import { assertRoleIsHarmless, TenantDatabase, TenantDataSource } from './scope/index.js';

/**
 * PostgreSQL ends a statement after 10 s (`statement_timeout`). An answer that is missing a second later will never
 * come: the connection is half open, and only this timeout detects it. Milliseconds.
 */
const ANSWER_WAIT_MS = 11_000;

/** Provides the tenant-scoped data source and `TenantDatabase`, the only access to it. */
@Global()
@Module({})
export class DatabaseModule implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly dataSource: TenantDataSource,
    private readonly cache: TenantCache,
  ) {}

  /** @param url connection URL of the application's role */
  static forUrl(url: string): DynamicModule {
    let context: TenantContext;
    let waitMs: number;
    // Nest keeps names per process. Two applications in one process must not share one.
    const name = `tributary-${randomUUID()}`;
    return {
      module: DatabaseModule,
      imports: [
        MetricsModule,
        TypeOrmModule.forRootAsync({
          name,
          inject: [Config, TenantContext],
          useFactory: (config: Config, tenantContext: TenantContext) => {
            context = tenantContext;
            waitMs = config.DATABASE_WAIT_MS;
            return optionsFor(url, config);
          },
          dataSourceFactory: (options) =>
            new TenantDataSource(options as DataSourceOptions, context, waitMs).initialize(),
        }),
      ],
      providers: [
        { provide: DataSource, useExisting: getDataSourceToken(name) },
        {
          provide: Announcements,
          inject: [Config, TenantContext],
          useFactory: ({ QUEUE_DATABASE_URL }: Config, tenantContext: TenantContext) =>
            new Announcements(QUEUE_DATABASE_URL ?? url, tenantContext),
        },
        CursorKeys,
        Cursors,
        {
          provide: ChangePoll,
          inject: [TenantContext, TenantCache],
          useFactory: (tenantContext: TenantContext, cache: TenantCache) =>
            new ChangePoll(url, tenantContext, cache),
        },
        TenantDatabase,
        PoolMetrics,
        SchemaState,
      ],
      exports: [Announcements, ChangePoll, Cursors, DataSource, SchemaState, TenantDatabase],
    };
  }

  /** Refuses to start on an outdated schema, or as a role that could bypass the policies. */
  async onModuleInit(): Promise<void> {
    this.dataSource.changed = (names) => this.cache.drop(names);
    await assertSchemaIsCurrent(this.dataSource);
    await assertRoleIsHarmless(this.dataSource);
  }
}

function optionsFor(url: string, config: Config): TypeOrmModuleOptions {
  return {
    type: 'postgres',
    ...postgresAddress(url),
    entities: entities(),
    poolSize: config.DATABASE_POOL_SIZE,
    connectTimeoutMS: config.DATABASE_WAIT_MS,
    applicationName: 'tributary',
    retryAttempts: 5,
    retryDelay: 1000,
    extra: { keepAlive: true, query_timeout: ANSWER_WAIT_MS },
  };
}

/** Every entity that the features have registered. Nest keeps its own list under the name, see `forUrl`. */
const entities = () => getMetadataArgsStorage().tables.map(({ target }) => target as Class);

type Class = new () => object;
