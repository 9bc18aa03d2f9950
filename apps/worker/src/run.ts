import type { Config } from '#libs/common';
import { Lifecycle } from '#libs/host';
import { endProcessOn, tellUp } from '#libs/processes';
import { createWorker } from './create-worker.js';
import { serveProbes } from './probes.js';

/** Time after which a draining worker exits anyway; other workers take over its jobs. Milliseconds. */
const EXIT_TIMEOUT_MS = 9_000;

/**
 * Runs a worker until its process must end. Then it reports "not ready", takes no new jobs, and finishes running ones.
 */
export async function runWorker(
  config: Config,
  databaseUrl: string,
  after: () => Promise<void> = async () => undefined,
): Promise<void> {
  const worker = await createWorker(config, databaseUrl);
  const server = await serveProbes(worker, config.PORT, config.HOST);
  endProcessOn(async () => {
    worker.get(Lifecycle).draining = true;
    await worker.close();
    server.close();
    await after();
  }, EXIT_TIMEOUT_MS);
  tellUp();
}
