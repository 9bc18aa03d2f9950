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
import { Lifecycle, logFieldsOf, Readiness } from '#libs/host';
import { TenantContext } from '#libs/tenancy';
import { AddressLimits } from './http/address-limits.js';
import { AnswerAdapter } from './http/answer-adapter.js';
import { ApiModule } from './api.module.js';
import { serveDocs } from './document/docs.js';
import { endIdleConnections } from './http/idle-connections.js';
import { boundRequests, InFlight } from './http/in-flight.js';
import { judgeOAuthMediaTypes } from './http/oauth-media-types.js';
import { answerOptionsOfProbes } from './probes/probe-options.js';
import { measureRequests } from './http/request-metrics.js';
import { openScopes } from './http/request-scope.js';
import { cutSlowReaders } from './http/slow-readers.js';
import { boundUnread } from './http/unread-answers.js';
import { guardBrowsers } from './http/security-headers.js';
import { serverOptions } from './http/server-options.js';
import { refuseMalformed } from './http/well-formed.js';

/**
 * Boots the service. The program, the tests and the command line all use it. It does not listen yet.
 * @param databaseUrl connection URL of the application's role; the database must be migrated
 * @param log destination of log lines; standard output by default
 */
export async function createApp(
  config: Config,
  databaseUrl: string,
  log?: DestinationStream,
): Promise<NestFastifyApplication> {
  const context = new TenantContext();
  const logger = createLogger(config, () => logFieldsOf(context), log);
  const tracer = await createTracer(config);
  const adapter = new AnswerAdapter(serverOptions(config));
  adapter.base = config.basePath;
  const server = adapter.getInstance();
  // The guards read bodies once the credential is known (see readBody), so Fastify must not parse them.
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
  if (config.DOCS_ENABLED) serveDocs(app, config);
  try {
    await app.init();
    await server.ready();
    return app;
  } catch (error) {
    // Boot failed: close connections, which would keep the process or a test alive.
    await app.close();
    throw error;
  }
}
