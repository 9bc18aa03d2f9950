import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from '#libs/common';

/**
 * Swagger UI at /docs and the document at /openapi.json; assets come from this process, never from elsewhere. Anybody may
 * ask for them, so each text is made once: Swagger's own route would write the document for each request, and as YAML
 * that took 0.1 s of one turn.
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
 * The document that `npm run openapi` wrote, with this service's address. Read when it is first asked for: to make it from
 * the code takes a fifth of a start. `npm run check` fails if the two differ.
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

/** The folder that has openapi.json: this file lies at another depth below it in the sources, compiled, and bundled. */
function packageDirectory(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'openapi.json'))) return at;
    if (at === dirname(at))
      throw new Error(`openapi.json is missing above ${start}; it belongs beside package.json`);
  }
}
