import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Config } from '#libs/common';
import { openApiDocument } from './openapi.js';

/** Swagger UI at /docs and the document at /openapi.json; assets come from this process, never from elsewhere. */
export async function serveDocs(app: NestFastifyApplication, config: Config): Promise<void> {
  SwaggerModule.setup('docs', app, await openApiDocument(app, config), {
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
