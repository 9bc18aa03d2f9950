import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type Config,
  createLogger,
  createTracer,
  type DestinationStream,
  describeError,
  NestLogger,
} from '#libs/common';
import { logFieldsOf } from '#libs/host';
import { TenantContext } from '#libs/tenancy';
import { WorkerModule } from './worker.module.js';

/**
 * Boots a worker without an API. It takes jobs once this resolves.
 * @param databaseUrl connection URL of the application's role; the database must be migrated
 * @param log destination of log lines; standard output by default
 */
export async function createWorker(
  config: Config,
  databaseUrl: string,
  log?: DestinationStream,
): Promise<INestApplicationContext> {
  const context = new TenantContext();
  const logger = createLogger(config, () => logFieldsOf(context), log);
  const tracer = await createTracer(config);
  return NestFactory.createApplicationContext(WorkerModule.with(config, databaseUrl, context, tracer), {
    logger: new NestLogger(logger),
    abortOnError: false,
  }).catch((error: unknown) => {
    logger.fatal({ err: describeError(error) }, 'The worker did not start');
    throw error;
  });
}
