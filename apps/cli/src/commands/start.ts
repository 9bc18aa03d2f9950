import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, ConfigError } from '#libs/common';
import { freePort } from '#libs/embedded-postgres';
import { shutDownOnSignals } from '#libs/host';
import { speaksForAll, tellUp } from '#libs/processes';
import { createApp } from '../../../api/src/create-app.js';
import { runWorker } from '../../../worker/src/run.js';
import { prepareDatabase } from '../database.js';
import { firstStart } from '../first-start.js';

/**
 * Runs everything in one process: database (embedded by default), migrations, first administrator, API and worker. With
 * RUN_API=false it runs only the worker.
 */
export async function start(config: Config): Promise<void> {
  if (!config.RUN_API && !config.RUN_WORKER) throw new ConfigError('RUN_API or RUN_WORKER must be true.');
  // Tokens and printed addresses contain the port, so it is chosen first.
  if (config.PORT === 0) config.PORT = await freePort(0);
  const database = await prepareDatabase(config, speaksForAll ? console.log : undefined);
  let app: NestFastifyApplication;
  try {
    if (!config.RUN_API) return await runWorker(config, database.url, database.stop);
    app = await createApp(config, database.url);
    shutDownOnSignals(app, database.stop);
    const welcome = await firstStart(app, config);
    await app.listen(config.PORT, config.HOST);
    if (speaksForAll) console.log(welcome);
    tellUp();
  } catch (error) {
    await database.stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new ConfigError(
      `${config.HOST}:${config.PORT} is in use, perhaps by another Tributary: stop that one or set PORT`,
    );
  }
}
