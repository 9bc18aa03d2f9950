import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from '#libs/common';

/**
 * Serves Swagger UI at /docs and the document at /openapi.json. All assets come from this process. Anybody may request
 * them, so each text is made only once: Swagger's own route would serialize the document for each request, which took
 * 0.1 s of the event loop for YAML.
 * @throws Error if openapi.json is missing
 */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  const path = join(packageDirectory(), 'openapi.json');
  let document: OpenAPIObject | undefined;
  let text: string | undefined;
  const read = () => (document ??= committedDocument(path, config));
  SwaggerModule.setup('docs', app, read, {
    raw: false,
    customSiteTitle: 'Tributary API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      operationsSorter: 'method',
    },
  });
  app.getHttpAdapter().get('/openapi.json', (_request: FastifyRequest, reply: FastifyReply) => {
    void reply.type('application/json').send((text ??= JSON.stringify(read())));
  });
}

/**
 * The document that `npm run openapi` wrote, with this service's address. It is read at the first request, because
 * generating it from the code takes a fifth of a start. `npm run check` fails if the two differ.
 */
function committedDocument(path: string, config: Config): OpenAPIObject {
  const document = JSON.parse(readFileSync(path, 'utf8')) as OpenAPIObject;
  if (!config.PUBLIC_URL) return document;
  document.servers = [{ url: config.publicUrl }];
  const { flows } = document.components!.securitySchemes!.oauth2 as unknown as {
    flows: Record<string, Flow>;
  };
  for (const flow of Object.values(flows)) flow.tokenUrl = config.publicUrl + flow.tokenUrl;
  return document;
}

interface Flow {
  tokenUrl: string;
}

/** The folder of openapi.json. The depth of this file below it differs between sources, compiled and bundled code. */
function packageDirectory(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'openapi.json'))) return at;
    if (at === dirname(at))
      throw new Error(`openapi.json is missing above ${start}; it belongs next to package.json`);
  }
}
