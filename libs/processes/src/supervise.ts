import cluster from 'node:cluster';
import { Logger as NestLog } from '@nestjs/common';
import { type Config, createLogger, NestLogger } from '#libs/common';
import { endProcessOn } from './process-end.js';
import { Supervisor } from './supervisor.js';

/** Limit for draining and the work after it. Milliseconds. */
const EXIT_TIMEOUT_MS = 10_000;

/** Whether this process is the parent of several, and does nothing else. */
export const isParent = ({ PROCESSES }: Config): boolean => PROCESSES > 1 && cluster.isPrimary;

/**
 * Runs PROCESSES children of this program, with the same arguments. All accept on one socket: connections wait in the
 * kernel's queue, which is bounded, and the parent takes no part in them. They end with this process, however it ends,
 * because Node's cluster ends a child that loses its channel.
 * @param env additional environment of the children
 * @param after runs once all children have ended
 */
export function supervise(
  config: Config,
  env: Record<string, string> = {},
  after: () => Promise<void> = async () => undefined,
): void {
  const logger = createLogger(config, () => ({ process: 0 }));
  NestLog.overrideLogger(new NestLogger(logger));
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const supervisor = new Supervisor(config.PROCESSES, env, logger, () => end(1));
  const end = endProcessOn(() => supervisor.drain().finally(after), EXIT_TIMEOUT_MS);
  supervisor.start();
}
