import { readFileSync } from 'node:fs';
import { PROBLEMS } from '#libs/common';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly type?: string | readonly string[];
  readonly [keyword: string]: unknown;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: Schema; readonly example?: unknown }>;
  };
  readonly responses: Record<
    string,
    { readonly description?: string; readonly content?: Record<string, unknown> }
  >;
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    examples: Record<string, { summary: string; value: object }>;
  };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);
const resolve = (schema: Schema): Schema =>
  schema.$ref ? resolve(document.components.schemas[schema.$ref.split('/').at(-1)!]!) : schema;

describe('the OpenAPI document', () => {
  it('groups operations by tasks that it describes', () => {
    const known = document.tags.map(({ name }) => name);
    expect(document.tags.every(({ description }) => description.length > 10)).toBe(true);
    for (const [name, { tags }] of operations)
      expect([name, known.includes(tags![0]!)]).toEqual([name, true]);
  });

  describe.each(operations)('%s', (_, operation) => {
    it('says in a line what it is for', () => {
      expect(operation.summary).toMatch(/^.{6,80}$/);
    });

    it('documents every error with its code, and calls none by a code that there is not', () => {
      const isOAuth = JSON.stringify(operation.responses).includes('OAuthErrorView');
      const said = Object.entries(operation.responses).flatMap(
        ([status, { description = '', content = {} }]) =>
          'application/problem+json' in content
            ? [...description.matchAll(/^`(\w+)`: (.+)$/gm)].map(([, code, title]) => ({
                status,
                code,
                title,
              }))
            : [],
      );
      for (const { status, code, title } of said)
        expect([Number(status), title]).toEqual(PROBLEMS[code as keyof typeof PROBLEMS]);
      const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      for (const [status] of isOAuth ? [] : failures)
        expect(said.map((each) => each.status)).toContain(status);
      const codes = said.map(({ code }) => code);
      const anywhere = ['invalid_request', 'headers_too_large', 'internal', 'overloaded', 'draining'];
      expect(codes).toEqual(expect.arrayContaining(isOAuth ? [] : anywhere));
      const places = new Set(operation.parameters?.map((parameter) => parameter.in));
      if (places.has('path')) expect(codes).toContain('uri_too_long');
      if (places.has('query')) expect(codes).toContain('invalid_type');
      if (operation.security!.length)
        expect(codes).toEqual(
          expect.arrayContaining(['unauthenticated', 'forbidden', 'database_unavailable']),
        );
      if (operation.requestBody && !isOAuth)
        expect(codes).toEqual(expect.arrayContaining(['unsupported_media_type', 'body_too_large']));
    });

    it('asks for no header that it can do without', () => {
      const headers = (operation.parameters ?? []).filter((parameter) => parameter.in === 'header');
      expect(headers.filter(({ required }) => required)).toEqual([]);
    });

    it('gives no example of a filter, which Swagger UI would filter by unasked', () => {
      const filters = (operation.parameters ?? []).filter((each) => each.in === 'query' && !each.required);
      expect(filters.filter(({ schema }) => schema?.example !== undefined)).toEqual([]);
    });

    it('has an example of each field that must be sent', () => {
      for (const [type, { schema, example }] of Object.entries(operation.requestBody?.content ?? {})) {
        if (example !== undefined || schema.example !== undefined) continue;
        const { properties = {}, required = [] } = resolve(schema);
        const bare = required.filter((name) => {
          const field = properties[name]!;
          const shown = { ...resolve(field), ...field } as Schema;
          return (
            shown.example === undefined &&
            shown.enum === undefined &&
            shown.type !== 'array' &&
            shown.format === undefined
          );
        });
        expect([type, bare]).toEqual([type, []]);
      }
    });
  });

  it('shows of every problem that an answer may be an example, which is one', () => {
    const { Problem: schema } = document.components.schemas;
    for (const [code, { summary, value }] of Object.entries(document.components.examples)) {
      const [status, title] = PROBLEMS[code as keyof typeof PROBLEMS];
      expect([summary, value]).toEqual([title, expect.objectContaining({ code, status, title })]);
      expect(Object.keys(value)).toEqual(expect.arrayContaining([...schema!.required!]));
    }
    for (const [name, { responses }] of operations)
      for (const [status, { description = '', content = {} }] of Object.entries(responses)) {
        const problem = content['application/problem+json'] as { examples?: object } | undefined;
        if (!problem) continue;
        const codes = [...description.matchAll(/^`(\w+)`: /gm)].map(([, code]) => code!);
        const shown = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
        expect([name, status, problem.examples]).toEqual([name, status, Object.fromEntries(shown)]);
      }
  });

  it('has one shape for each answer of POST /v1/events', () => {
    const { responses } = document.paths['/v1/events']!.post!;
    const schemas = [200, 201, 202].map((status) => JSON.stringify(responses[status]!.content));
    expect(schemas.map((schema) => /schemas\/(\w+)/.exec(schema)![1])).toEqual([
      'IngestView',
      'IngestView',
      'AcceptedIngestView',
    ]);
    expect(Object.keys(responses)).not.toContain('207');
  });

  it('tells of every resource that is changed by its ETag how it is read by it', () => {
    const changed = Object.entries(document.paths).filter(([, { patch }]) => patch?.responses[412]);
    expect(changed.length).toBeGreaterThan(3);
    for (const [path, { get }] of changed)
      expect([path, Object.keys(get!.responses)]).toEqual([path, expect.arrayContaining(['304'])]);
  });

  it('names one tenant in the examples of header and body, and takes a file for an import', () => {
    const { parameters, requestBody } = document.paths['/v1/events']!.post!;
    const header = parameters!.find(({ name }) => name === 'X-Tenant-Key')!.schema!.example;
    const { properties } = resolve(requestBody!.content['application/json']!.schema);
    expect(properties!.tenant_key!.example).toBe(header);
    const { content } = document.paths['/v1/events/import']!.post!.requestBody!;
    expect(content['application/x-ndjson']!.schema).toMatchObject({ type: 'string', format: 'binary' });
  });

  it('has nested settings with their fields', () => {
    expect(Object.keys(document.components.schemas.TenantSettings!.properties!)).toContain('limits');
  });

  it('declares of every route but the probes that it may be throttled', () => {
    const silent = operations.filter(([, { responses }]) => !('429' in responses)).map(([name]) => name);
    expect(silent).toEqual(['GET /livez', 'GET /readyz', 'GET /metrics']);
  });
});
