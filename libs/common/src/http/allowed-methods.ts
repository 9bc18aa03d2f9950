import type { FastifyInstance, FastifyRequest } from 'fastify';

interface Route {
  readonly url: string;
  readonly path: RegExp;
  readonly method: string;
}

const routes = new WeakMap<object, Route[]>();

/** Records each route as it is registered, so that a wrong method can be told from an unknown address. */
export function recordRoutes(server: FastifyInstance): void {
  const known: Route[] = [];
  routes.set(server, known);
  server.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const path = new RegExp(
      `^${url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[^/]+/g, '[^/]+')}$`,
    );
    for (const each of [method].flat()) known.push({ url, path, method: each });
  });
}

/** Whether the address is a route of its own without this method, and was matched as a parameter of another route. */
export function isNameOfAnother({ server, url, routeOptions }: FastifyRequest): boolean {
  const [path] = url.split('?', 1);
  return routeOptions.url !== path && (routes.get(server) ?? []).some((route) => route.url === path);
}

/** Methods of the path; empty if the path is unknown. A path that is a route of its own is not a parameter's value. */
export function allowedMethods(server: FastifyInstance, path: string): string[] {
  const known = routes.get(server) ?? [];
  const named = known.filter(({ url }) => url === path);
  const methods = (named.length ? named : known.filter((route) => route.path.test(path))).map(
    ({ method }) => method,
  );
  return [...new Set(methods)].sort();
}
