import type { Config } from '#libs/common';
import { freePort, startEmbeddedPostgres } from '#libs/embedded-postgres';
import { supervise } from '#libs/processes';

/** Connections of the embedded PostgreSQL that are for others than the processes: people, backups, the command line. */
const SPARE_CONNECTIONS = 20;
/** Of a process beside its pool: announcements, changes, and seven of the queue (docs/scaling.md). */
const OTHER_CONNECTIONS = 9;

/**
 * The parent of several processes, each of which does what `start` does with one. The embedded PostgreSQL is started here,
 * once: the children find it running, and it outlives each of them.
 */
export async function startSeveral(config: Config): Promise<void> {
  // All listen on one port, and the issuer of tokens names it.
  if (config.PORT === 0) config.PORT = await freePort(0);
  const connections = config.PROCESSES * (config.DATABASE_POOL_SIZE + OTHER_CONNECTIONS) + SPARE_CONNECTIONS;
  const server = config.embedded
    ? await startEmbeddedPostgres({
        dataDir: config.DATA_DIR,
        log: console.log,
        settings: { max_connections: String(Math.max(100, connections)) },
      })
    : undefined;
  supervise(config, { PORT: String(config.PORT) }, async () => server?.stop());
}
