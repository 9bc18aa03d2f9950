import { readFileSync } from 'node:fs';

/** A route of the OpenAPI document, with a request that it would take. */
export interface Operation {
  readonly method: string;
  /** With placeholders. */
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly mediaTypes: readonly string[];
  readonly sample: unknown;
  /** By status: media type → JSON schema. */
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | string[];
  readonly example?: unknown;
  readonly enum?: unknown[];
  readonly properties?: Record<string, Schema>;
  readonly required?: string[];
  readonly items?: Schema;
}

interface Documented {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Operation['responses'];
}

export interface OpenApi {
  readonly paths: Record<string, Record<string, Documented>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

export const readDocument = (): OpenApi => JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenApi;

export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => {
      const named = (where: string) => parameters.filter((each) => each.in === where).map(({ name }) => name);
      const content = requestBody?.content ?? {};
      const [schema] = Object.values(content).map((each) => each.schema);
      return {
        method: method.toUpperCase(), path, responses, query: named('query'), headers: named('header'),
        mediaTypes: Object.keys(content), sample: schema && sampleOf(schema, document),
      };
    }),
  ); // prettier-ignore
}

/** A value that the schema describes, by its examples where it has some. */
function sampleOf(schema: Schema, document: OpenApi): unknown {
  if (schema.$ref) return sampleOf(document.components.schemas[schema.$ref.split('/').at(-1)!], document);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, each]) => [name, sampleOf(each, document)]),
    );
  const type = [schema.type].flat()[0];
  if (type === 'array') return schema.items ? [sampleOf(schema.items, document)] : [];
  if (type === 'integer' || type === 'number') return 7;
  if (type === 'boolean') return true;
  return type === 'object' ? {} : 'text';
}
