import { readFileSync } from 'node:fs';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';

type Node = Record<string, unknown>;
interface Answer {
  readonly description?: string;
  readonly headers?: object;
  readonly content?: Record<string, Node>;
}
interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security?: object[];
  readonly parameters?: { name: string }[];
  readonly requestBody?: { content: Record<string, Node> };
  readonly responses: Record<string, Answer>;
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Node>;
    examples: Record<string, { value: unknown }>;
    headers: Record<string, Node>;
  };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every object of the document with its JSON Pointer, but not what stands in examples: that is nobody's schema. */
function* nodes(value: unknown, at = '#'): Generator<[at: string, node: Node]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Node];
  for (const [key, member] of Object.entries(value))
    if (!['example', 'examples', 'enum'].includes(key)) yield* nodes(member, `${at}/${key}`);
}
const all = [...nodes(document)];
/** Where the rule is broken. */
const breaking = (rule: (node: Node) => boolean) => all.filter(([, node]) => rule(node)).map(([at]) => at);

/** What RE2, Python, Java or ECMA-262 without flags does not read. */
const UNREADABLE = /\\[pP]|\(\?[=!<]|\\u|\\[1-9]|\\[AzZQ]/;

describe('the OpenAPI document, for the generators of all languages', () => {
  it('has no pattern that one of them does not read', () => {
    expect(breaking(({ pattern }) => typeof pattern === 'string' && UNREADABLE.test(pattern))).toEqual([]);
    expect(all.filter(([, { pattern }]) => typeof pattern === 'string').length).toBeGreaterThan(20);
  });

  it('has no lists of types but of one and null, and none but integers of 64 bits for numbers', () => {
    const isUnion = (type: unknown) => Array.isArray(type) && !(type.length === 2 && type[1] === 'null');
    expect(breaking(({ type }) => isUnion(type))).toEqual([]);
    // openapi-generator's Python client does not load with alternatives of which one is null and one has a plain type.
    const isNullAmong = (all: unknown) =>
      Array.isArray(all) &&
      all.some(({ type }) => type === 'null') &&
      all.some(({ type }) => type && type !== 'null');
    expect(breaking(({ anyOf, oneOf }) => isNullAmong(anyOf) || isNullAmong(oneOf))).toEqual([]);
    const isOf = (type: unknown, name: string) => [type].flat().includes(name);
    expect(breaking(({ type }) => isOf(type, 'number'))).toEqual([]);
    expect(breaking(({ type, format }) => isOf(type, 'integer') && format !== 'int64')).toEqual([]);
  });

  it('has lists of values of texts only, which are what Java makes of them', () => {
    const isOdd = (values: unknown) =>
      Array.isArray(values) && values.some((each) => typeof each !== 'string');
    expect(breaking((node) => isOdd(node.enum) || 'const' in node)).toEqual([]);
  });

  it('has names that stay apart in every language', () => {
    const names = Object.keys(document.components.schemas).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    // Constructors in Go are New… of the type.
    expect(names.filter((name) => names.includes(`new${name}`))).toEqual([]);
    const ids = operations.map(({ operation }) => operation.operationId.toLowerCase());
    expect(new Set(ids).size).toBe(ids.length);
    const parameters = operations.flatMap(({ operation }) => operation.parameters ?? []);
    expect(parameters.filter(({ name }) => !/^[\w-]+$/.test(name))).toEqual([]);
  });

  it('uses every component, and every reference leads to one', () => {
    const text = JSON.stringify(document);
    const used = new Set([...text.matchAll(/"#\/components\/([\w-]+\/[\w-]+)"/g)].map(([, name]) => name!));
    const { schemas, examples, headers } = document.components;
    const there = [
      ...Object.keys(schemas).map((name) => `schemas/${name}`),
      ...Object.keys(examples).map((name) => `examples/${name}`),
      ...Object.keys(headers).map((name) => `headers/${name}`),
    ];
    expect([...used].toSorted()).toEqual(there.toSorted());
  });

  it('has examples that are valid', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema(document, 'document');
    const wrong: unknown[] = [];
    const judge = (at: string, schema: object, example: unknown) => {
      const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
      if (!ajv.validate(absolute, example)) wrong.push([at, example, ajv.errorsText()]);
    };
    let judged = 0;
    for (const [at, node] of all) {
      const { schema, example, examples, ...rest } = node as {
        schema?: Node;
        example?: unknown;
        examples?: object;
      };
      if (example !== undefined) judge(at, schema ?? rest, example);
      for (const { $ref } of schema ? (Object.values(examples ?? {}) as { $ref: string }[]) : [])
        judge(at, schema!, document.components.examples[$ref.split('/').at(-1)!]!.value);
      judged += example !== undefined || examples ? 1 : 0;
    }
    expect(judged).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  it('names a server and describes each operation, its credential and its answers', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
    for (const { path, method, operation } of operations) {
      const at = `${method} ${path}`;
      // Beside what it needs, which is said of each.
      const own = operation.description!.replaceAll(/(\n\n)?Needs (the permission|no access token).*$/g, '');
      expect([at, own]).toEqual([at, expect.stringMatching(/^.{20,}/)]);
      expect([at, operation.security]).toEqual([at, expect.any(Array)]);
      for (const [status, { description }] of Object.entries(operation.responses))
        expect([at, status, description]).toEqual([at, status, expect.stringMatching(/^.{5,}/)]);
    }
  });

  it('tells the headers that answers of each kind carry', () => {
    for (const { path, method, operation } of operations)
      for (const [status, { headers = {}, content = {} }] of Object.entries(operation.responses)) {
        const page = status === '200' && JSON.stringify(content).includes('Page"');
        // What was made has an address where it can be read.
        const items = Object.keys(document.paths).filter((each) =>
          /^\/\{\w+\}$/.test(each.slice(path.length)),
        );
        const isMade =
          method === 'post' && items.some((each) => each.startsWith(path) && document.paths[each]!.get);
        const must =
          {
            201: isMade ? ['Location'] : [],
            304: ['ETag'],
            401: ['WWW-Authenticate'],
            429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
            503: ['Retry-After'],
          }[status] ?? (page ? ['Link'] : []);
        const told = Object.keys(headers);
        expect([method, path, status, told]).toEqual([
          method,
          path,
          status,
          expect.arrayContaining([...must, 'X-Request-Id']),
        ]);
        if (status === '201') expect([path, told.includes('Location')]).toEqual([path, isMade]);
      }
  });

  it('takes a merge patch by its own media type and as plain JSON', () => {
    const patches = operations.filter(({ method }) => method === 'patch');
    expect(patches.length).toBeGreaterThan(3);
    for (const { operation } of patches)
      expect(Object.keys(operation.requestBody!.content)).toEqual([
        'application/merge-patch+json',
        'application/json',
      ]);
  });
});
