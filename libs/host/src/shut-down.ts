import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { endProcessOn } from '#libs/processes';
import { Lifecycle } from './lifecycle.js';

/** Time between "not ready" and closing the port, in which load balancers notice. Milliseconds. */
const NOTICE_MS = 500;
/**
 * Number of steps of that time. A process that was blocked for all of it would otherwise close without having answered
 * "not ready".
 */
const NOTICE_STEPS = 10;
/** Time after which remaining connections are cut. Orchestrators usually allow ten seconds in total. Milliseconds. */
const CLOSE_TIMEOUT_MS = 8_000;

/**
 * Drains: reports "not ready" first, then accepts no new connections, answers accepted requests, and closes everything
 * else.
 */
export async function shutDown(app: NestFastifyApplication): Promise<void> {
  app.get(Lifecycle).draining = true;
  for (let step = 0; step < NOTICE_STEPS; step++) await sleep(NOTICE_MS / NOTICE_STEPS);
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSE_TIMEOUT_MS);
  await app.close();
  clearTimeout(cut);
}

/** Limit for draining and the work after it. Milliseconds. */
const EXIT_TIMEOUT_MS = 10_000;

/** Drains at SIGTERM, SIGINT and unhandled errors, then runs `after` and exits. */
export function shutDownOnSignals(app: NestFastifyApplication, after: () => Promise<void>): void {
  endProcessOn(() => shutDown(app).then(after), EXIT_TIMEOUT_MS);
}
