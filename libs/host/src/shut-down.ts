import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { endProcessOn } from '#libs/processes';
import { Lifecycle } from './lifecycle.js';

/** Between "not ready" and closing the door: a balancer needs a moment to look. Milliseconds. */
const NOTICE_MS = 500;
/** In so many steps: who was held up for all that time would close without having said a word. */
const NOTICE_STEPS = 10;
/** After this the connections that are left are cut. Milliseconds; an orchestrator usually allows ten seconds in all. */
const CLOSE_TIMEOUT_MS = 8_000;

/** Drains: not ready first, then no new connections; what was accepted is answered; then the rest of the house closes. */
export async function shutDown(app: NestFastifyApplication): Promise<void> {
  app.get(Lifecycle).draining = true;
  for (let step = 0; step < NOTICE_STEPS; step++) await sleep(NOTICE_MS / NOTICE_STEPS);
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSE_TIMEOUT_MS);
  await app.close();
  clearTimeout(cut);
}

/** Draining, with what is run after it, takes no longer. Milliseconds. */
const EXIT_TIMEOUT_MS = 10_000;

/** Drains at SIGTERM, SIGINT and what is thrown outside of a request, then runs `after` and exits. */
export function shutDownOnSignals(app: NestFastifyApplication, after: () => Promise<void>): void {
  endProcessOn(() => shutDown(app).then(after), EXIT_TIMEOUT_MS);
}
