import type { FastifyInstance } from 'fastify';
import { sendProblem } from '#libs/common';
import { type Readiness } from '#libs/host';

/** HAProxy's `option httpchk` uses OPTIONS by default, so the probes answer it like GET. */
export function answerOptionsOfProbes(server: FastifyInstance, readiness: Readiness): void {
  const probes = { '/livez': async () => ({ status: 'ok' }), '/readyz': () => readiness.ofApi() };
  for (const [url, probe] of Object.entries(probes))
    server.options(url, async (request, reply) => {
      reply.header('cache-control', 'no-store');
      try {
        reply.send(await probe());
      } catch (error) {
        sendProblem(error, request, reply);
      }
      return reply;
    });
}
