import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from './lifecycle.js';

/** Between "not ready" and closing the door: a balancer needs a moment to look. Milliseconds. */
const NOTICE_MS = 500;
/** In so many steps: who was held up for all that time would close without having said a word. */
const NOTICE_STEPS = 10;
/** After this the connections that are left are cut. Milliseconds; an orchestrator usually allows ten seconds in all. */
const PATIENCE_MS = 8_000;

/** Drains: not ready first, then no new connections; what was accepted is answered; then the rest of the house closes. */
export async function shutDown(app: NestFastifyApplication): Promise<void> {
  app.get(Lifecycle).draining = true;
  for (let step = 0; step < NOTICE_STEPS; step++) await sleep(NOTICE_MS / NOTICE_STEPS);
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), PATIENCE_MS);
  await app.close();
  clearTimeout(cut);
}

/** Drains at SIGTERM and SIGINT, then runs `after` and exits: 0 when all went well. */
export function shutDownOnSignals(app: NestFastifyApplication, after: () => Promise<void>): void {
  let begun = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (begun) return;
      begun = true;
      shutDown(app)
        .then(after)
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
}
