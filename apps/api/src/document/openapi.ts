import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { allSchemas, ALSO_TAKES, type Schema } from '#libs/common';
import metadata from '../metadata.js';
import { complete, type Operation, TAGS } from './openapi-operations.js';
import { HEADERS, tellHeaders } from './openapi-headers.js';
import { portable } from './openapi-portable.js';
import { PROBLEM_EXAMPLES, PROBLEM_SCHEMA, showProblems } from './openapi-problems.js';

/**
 * The OpenAPI 3.1 document, generated from the code: Nest provides routes and texts, the validators provide the fields.
 */
export async function openApiDocument(app: INestApplication): Promise<OpenAPIObject> {
  await SwaggerModule.loadPluginMetadata(metadata);
  const flow = { tokenUrl: '/v1/auth/token', scopes: {} };
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tributary')
    .setVersion('1')
    .setDescription(
      'Multi-tenant event ingestion. Each event is stored exactly once, under its own tenant and no other. ' +
        'Press **Authorize** and enter an email and password, or a bearer token. Staff name the tenant with `X-Tenant-Key`.',
    )
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API token or access token' })
    .addOAuth2({ type: 'oauth2', flows: { password: flow, clientCredentials: flow } })
    .addServer('/');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
  document.components!.schemas = {
    ...withValidators(document.components!.schemas ?? {}),
    Problem: PROBLEM_SCHEMA,
  } as never;
  document.components!.examples = PROBLEM_EXAMPLES;
  document.components!.headers = HEADERS as never;
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods as Record<string, Operation>)) {
      addMediaTypes(operation);
      if (method === 'patch') takeMergePatch(operation);
      closeBody(operation, document.components!.schemas as Components);
      complete(operation);
      tellHeaders(operation, method === 'post' ? made(document, path) : undefined);
      showProblems(operation);
    }
  dropUnused(document.components!.examples!, JSON.stringify(document.paths));
  return portable(document);
}

/** How a resource that is created at the path of a collection can be read, if it can. */
function made({ paths }: OpenAPIObject, path: string): Operation | undefined {
  const isItem = (each: string) => each.startsWith(`${path}/`) && /^\/\{\w+\}$/.test(each.slice(path.length));
  const items = Object.entries(paths).filter(([each]) => isItem(each));
  return items.map(([, { get }]) => get as Operation | undefined).find((get) => get);
}

/** Puts RFC 7396's own media type first. Plain JSON is accepted too. */
function takeMergePatch({ requestBody }: Operation): void {
  const { 'application/json': body } = requestBody!.content;
  requestBody!.content = { 'application/merge-patch+json': body, 'application/json': body };
}

/** Documents that a body which is validated by hand has no unknown fields either. */
function closeBody({ requestBody }: Operation, schemas: Components): void {
  const body = requestBody?.content['application/json'] as { schema: { $ref?: string } } | undefined;
  const schema = Object.entries(schemas).find(([name]) => body?.schema.$ref?.endsWith(`/${name}`))?.[1];
  if (schema) schema.additionalProperties ??= false;
}

function dropUnused(examples: Record<string, unknown>, paths: string): void {
  for (const name of Object.keys(examples))
    if (!paths.includes(`"#/components/examples/${name}"`)) delete examples[name];
}

/** Adds the media types of @ApiAlsoTakes to those of the body. */
function addMediaTypes(operation: Operation & { [ALSO_TAKES]?: object }): void {
  if (operation.requestBody) Object.assign(operation.requestBody.content, operation[ALSO_TAKES]);
  delete operation[ALSO_TAKES];
}

type Components = Record<string, Schema>;

/** Adds what the validators check to the documented fields, so that the two cannot differ. */
function withValidators(documented: object): Components {
  const validated = allSchemas();
  const result = { ...(documented as Components) };
  for (const [name, schema] of Object.entries(result)) {
    const rules = validated[name];
    if (!rules) continue;
    // A field that is checked but not described is a field too, for example a nested object.
    const fields: Record<string, Schema> = { ...rules.properties, ...schema.properties };
    const properties = Object.keys(fields).map((key) => {
      // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
      const [said, checked] = [schema.properties?.[key], visible(rules.properties?.[key])];
      return [key, said?.allOf || said?.anyOf ? said : { ...said, ...checked, ...itemsOf(said) }];
    });
    result[name] = {
      ...schema,
      properties: Object.fromEntries(properties),
      additionalProperties: rules.additionalProperties,
      ...(rules.required ? { required: rules.required } : {}),
    };
  }
  return result;
}

/** The documented pattern of a list's items. The validator's own pattern may not be portable. */
const itemsOf = (said: Schema | undefined) =>
  (said?.items as Schema | undefined)?.pattern ? { items: said!.items } : {};

/** A field's rules without our own keywords; references point into the document. */
function visible(rules: Schema | undefined): object {
  if (!rules) return {};
  const { 'x-code': _code, 'x-detail': _detail, rawObject: _raw, trimmed: _trimmed, ...said } = rules;
  const { 'x-shown-pattern': pattern, format, ...rest } = said;
  const shown = {
    ...rest,
    ...(pattern ? { pattern } : {}),
    ...(format === 'rfc3339' ? { format: 'date-time' } : format ? { format } : {}),
  };
  return JSON.parse(JSON.stringify(shown).replaceAll('#/$defs/', '#/components/schemas/'));
}
