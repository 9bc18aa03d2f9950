import { type INestApplication, RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ruleOf, type AccessRule } from '#libs/access';
import { openApiDocument } from '../../apps/api/src/document/openapi.js';

/** A place in a request where a client can put a value. */
export interface Place {
  readonly in: 'path' | 'query' | 'header' | 'body' | 'item';
  readonly name: string;
}

export interface Route {
  readonly method: string;
  /** With placeholders, for example `/v1/devices/{device_uid}`. */
  readonly path: string;
  readonly rule: AccessRule | undefined;
  readonly places: readonly Place[];
  /** Media types of the body; empty if there is no body. */
  readonly bodyTypes: readonly string[];
  readonly statuses: readonly string[];
}

/**
 * Every route of the application, from Nest's own metadata. Their places come from the document that the code
 * generates.
 */
export async function routesOf(app: INestApplication): Promise<Route[]> {
  const document = await openApiDocument(app);
  return handlersOf(app).map(({ method, path, rule }) => {
    const operation = document.paths[path]?.[method.toLowerCase() as 'get'];
    if (!operation) throw new Error(`${method} ${path} is missing from the OpenAPI document`);
    const content = (operation.requestBody as { content?: Record<string, { schema: object }> })?.content ?? {};
    const parameters = (operation.parameters ?? []) as { in: 'path' | 'query' | 'header'; name: string }[];
    return {
      method, path, rule,
      places: [
        ...parameters.map((parameter) => ({ in: parameter.in, name: parameter.name })),
        ...Object.values(content).slice(0, 1).flatMap(({ schema }) => fieldsOf(document.components!.schemas!, schema)),
      ],
      bodyTypes: Object.keys(content),
      statuses: Object.keys(operation.responses),
    };
  }); // prettier-ignore
}

interface Shape {
  readonly $ref?: string;
  readonly properties?: Record<string, Shape>;
  readonly items?: Shape;
}

function fieldsOf(schemas: object, schema: object): Place[] {
  const resolve = (shape: Shape): Shape =>
    shape.$ref ? (schemas as Record<string, Shape>)[shape.$ref.split('/').at(-1)!] : shape;
  return Object.entries(resolve(schema).properties ?? {}).flatMap(([name, field]): Place[] => {
    const items = field.items && resolve(field.items).properties;
    if (items) return Object.keys(items).map((item) => ({ in: 'item', name: item }));
    return [{ in: 'body', name }];
  });
}

function handlersOf(app: INestApplication) {
  const scanner = new MetadataScanner();
  const slash = (path: string) => (path && !path.startsWith('/') ? `/${path}` : path);
  return [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype: Record<string, object> }).prototype;
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method: number | undefined = Reflect.getMetadata('method', handler);
        if (method === undefined) return [];
        const paths = [Reflect.getMetadata('path', metatype as object), Reflect.getMetadata('path', handler)];
        const path = paths.map((part: string) => (part === '/' ? '' : slash(part ?? ''))).join('');
        return [{ method: RequestMethod[method], path: path.replaceAll(/:(\w+)/g, '{$1}') || '/', rule: ruleOf(handler) }];
      });
    })
    .filter(({ path }) => !path.startsWith('/docs')); // prettier-ignore
}
