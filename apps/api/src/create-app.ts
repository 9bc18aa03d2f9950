import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  AnswerMemory,
  type Config,
  createLogger,
  createTracer,
  type DestinationStream,
  describeError,
  Metrics,
  NestLogger,
  recordRoutes,
  writeJson,
} from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { AddressLimits } from './address-limits.js';
import { AnswerAdapter } from './answer-adapter.js';
import { ApiModule } from './api.module.js';
import { serveDocs } from './docs.js';
import { Lifecycle } from './lifecycle.js';
import { endIdleConnections } from './idle-connections.js';
import { boundRequests, InFlight } from './in-flight.js';
import { judgeOAuthMediaTypes } from './oauth-media-types.js';
import { answerOptionsOfProbes } from './probe-options.js';
import { Readiness } from './readiness.js';
import { measureRequests } from './request-metrics.js';
import { openScopes } from './request-scope.js';
import { cutSlowReaders } from './slow-readers.js';
import { boundUnread } from './unread-answers.js';
import { guardBrowsers } from './security-headers.js';
import { serverOptions } from './server-options.js';
import { refuseMalformed } from './well-formed.js';

/**
 * Boots the service: the one path that the program, the tests and the command line share. Does not listen yet.
 * @param databaseUrl of the application's role, migrated
 * @param log where log lines go; standard output by default
 */
export async function createApp(
  config: Config,
  databaseUrl: string,
  log?: DestinationStream,
): Promise<NestFastifyApplication> {
  const context = new TenantContext();
  const logger = createLogger(config, () => fieldsOf(context), log);
  const tracer = await createTracer(config);
  const adapter = new AnswerAdapter(serverOptions(config));
  adapter.base = config.basePath;
  const server = adapter.getInstance();
  // Bodies are read by the guards, once the credential is known (see readBody): Fastify hands the stream through.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request: unknown, _payload: unknown, done: (error: null) => void) =>
    done(null),
  );
  server.setReplySerializer((payload) => writeJson(payload));
  recordRoutes(server as never);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(config, databaseUrl, context, tracer),
    adapter,
    {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    },
  ).catch((error: unknown) => {
    logger.fatal({ err: describeError(error) }, 'The service did not start');
    throw error;
  });
  guardBrowsers(server as never, config);
  openScopes(server as never, context, tracer, app.get(Lifecycle), logger, config);
  measureRequests(server as never, app.get(Metrics));
  refuseMalformed(server as never);
  const addresses = app.get(AddressLimits);
  boundRequests(server as never, app.get(InFlight), (request, reply) => addresses.judge(request, reply));
  judgeOAuthMediaTypes(server as never);
  boundUnread(server as never, app.get(AnswerMemory), context);
  cutSlowReaders(server as never, app.get(Metrics));
  endIdleConnections(server as never);
  answerOptionsOfProbes(server as never, app.get(Readiness));
  if (config.DOCS_ENABLED) await serveDocs(app, config);
  try {
    await app.init();
    await server.ready();
    return app;
  } catch (error) {
    // Refused at boot: its connections must not keep the process, or a test, alive.
    await app.close();
    throw error;
  }
}

/** What every log line says of the request or job it belongs to. */
export function fieldsOf({ tenantOrNone, trace }: TenantContext): object {
  // A new object each time: pino writes the line's own fields into it.
  return { ...trace, ...(tenantOrNone ? { tenant_id: tenantOrNone.id } : {}) };
}
