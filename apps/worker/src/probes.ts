import { createServer, type Server, type ServerResponse } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { Problem, toDocument, toProblem } from '#libs/common';
import { MetricsExporter, Readiness } from '#libs/host';

/** HAProxy uses OPTIONS, others use HEAD. The answer is that of GET; Node sends no body to HEAD. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type Probe = (authorization: string | undefined) => Promise<unknown>;

/** Serves `/livez`, `/readyz` and `/metrics` of a process that has no other routes. */
export async function serveProbes(
  worker: INestApplicationContext,
  port: number,
  host: string,
): Promise<Server> {
  const probes: Record<string, Probe> = {
    '/livez': async () => ({ status: 'ok' }),
    '/readyz': () => worker.get(Readiness).ofWorker(),
    '/metrics': (authorization) => worker.get(MetricsExporter).text(authorization),
  };
  const server = createServer({ requestTimeout: 5_000 }, (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    const probe = METHODS.has(request.method!) && Object.hasOwn(probes, path) ? probes[path] : missing;
    probe(request.headers.authorization).then(
      (body) => answer(response, 200, body),
      (error: unknown) => refuse(response, toProblem(error), path),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}

const missing: Probe = async () => {
  throw new Problem('not_found', 'A worker has only /livez, /readyz and /metrics.');
};

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string';
  const type = text ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json';
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
    .end(text ? body : JSON.stringify(body));
}

function refuse(response: ServerResponse, problem: Problem, path: string): void {
  response
    .writeHead(problem.status, { 'content-type': 'application/problem+json', ...problem.headers })
    .end(JSON.stringify(toDocument(problem, '-', path)));
}
