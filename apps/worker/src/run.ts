import type { Config } from '#libs/common';
import { Lifecycle } from '../../api/src/lifecycle.js';
import { createWorker } from './create-worker.js';
import { serveProbes } from './probes.js';

/** After this a worker that is not done goes all the same: what it leaves is taken up again. Milliseconds. */
const PATIENCE_MS = 9_000;

/** Runs a worker until SIGTERM or SIGINT: not ready first, then nothing new, what it has is finished, exit 0. */
export async function runWorker(
  config: Config,
  databaseUrl: string,
  after: () => Promise<void> = async () => undefined,
): Promise<void> {
  const worker = await createWorker(config, databaseUrl);
  const server = await serveProbes(worker, config.PORT, config.HOST);
  let begun = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (begun) return;
      begun = true;
      worker.get(Lifecycle).draining = true;
      setTimeout(() => process.exit(1), PATIENCE_MS).unref();
      worker
        .close()
        .then(() => server.close())
        .then(after)
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
}
