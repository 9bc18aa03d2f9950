import type { FastifyInstance } from 'fastify';

const routes = new WeakMap<object, { path: RegExp; method: string }[]>();

/** Remembers each route as it is registered, so that a wrong method can be told from a wrong address. */
export function recordRoutes(server: FastifyInstance): void {
  const known: { path: RegExp; method: string }[] = [];
  routes.set(server, known);
  server.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const path = new RegExp(
      `^${url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[^/]+/g, '[^/]+')}/?$`,
    );
    for (const each of [method].flat()) known.push({ path, method: each });
  });
}

/** Methods that the path has, none where the path itself is unknown. */
export function allowedMethods(server: FastifyInstance, path: string): string[] {
  const methods = (routes.get(server) ?? [])
    .filter((route) => route.path.test(path))
    .map((route) => route.method);
  return [...new Set(methods)].sort();
}
