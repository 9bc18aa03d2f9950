import type { Config } from '#libs/common';
import { Lifecycle } from '#libs/host';
import { endProcessOn, tellUp } from '#libs/processes';
import { createWorker } from './create-worker.js';
import { serveProbes } from './probes.js';

/** After this a worker that is not done goes all the same: what it leaves is taken up again. Milliseconds. */
const EXIT_TIMEOUT_MS = 9_000;

/** Runs a worker until its process is to end: not ready first, then nothing new, what it has is finished. */
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
