import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from '#libs/common';

/** Swagger UI at /docs and the document at /openapi.json; assets come from this process, never from elsewhere. */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  SwaggerModule.setup('docs', app, () => committedDocument(config), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Tributary API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      operationsSorter: 'method',
    },
  });
}

/**
 * The document that `npm run openapi` wrote, with this service's address. Read when it is first asked for: to make it from
 * the code takes a fifth of a start. `npm run check` fails if the two differ.
 */
function committedDocument(config: Config): OpenAPIObject {
  const document = JSON.parse(
    readFileSync(join(packageDirectory(), 'openapi.json'), 'utf8'),
  ) as OpenAPIObject;
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

/** The folder of package.json: this file lies at another depth below it in the sources, compiled, and bundled. */
function packageDirectory(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json'))) at = dirname(at);
  return at;
}
