import {
  type BackendFactory,
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  Queue,
  type QueueOptions,
  type RedisQueueBackend,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { type Config, postgresAddress, redisTls } from '#libs/common';
import { QUEUE_ROLE, QUEUE_SCHEMA } from '#libs/database';
import { Pause } from './pause.js';

/**
 * Connections of one process, in addition to the listening one. Queue operations are short, so few connections suffice.
 */
const POOL_SIZE = 3;
/** Milliseconds. */
const CONNECT_TIMEOUT = 2_000;

/** Startup options of the queue's PostgreSQL connections. */
export const QUEUE_OPTIONS = `-c role=${QUEUE_ROLE}`;

/** Address of the queue: Redis if it is configured, otherwise the service's own PostgreSQL. */
export function connectionOf(config: Config, databaseUrl: string): QueueOptions['connection'] {
  if (config.REDIS_URL)
    return {
      url: config.REDIS_URL,
      ...redisTls(config),
      retryStrategy: (tries) => Math.min(50 * 2 ** tries, CONNECT_TIMEOUT),
    };
  const { url: connectionString, ssl } = postgresAddress(config.QUEUE_DATABASE_URL ?? databaseUrl);
  const connection = {
    connectionString,
    ssl,
    schema: QUEUE_SCHEMA,
    options: QUEUE_OPTIONS,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'tributary-queue',
    keepAlive: true,
  };
  return connection as unknown as QueueOptions['connection'];
}

/** Typed like Redis' backend, because BullMQ's classes are. They use only what all backends have. */
type Backend = BackendFactory<RedisQueueBackend, ConnectionOptions>;

interface Lasting {
  readyPromise?: Promise<void>;
  waitUntilReady(): Promise<void>;
}

/**
 * BullMQ 6.7 keeps the result of its first connection forever: a process that starts while PostgreSQL is unavailable
 * would never reach its queue. This drops a failure, so that the next call tries again.
 */
function forgetFailure(each: Lasting): void {
  const wait = each.waitUntilReady.bind(each);
  each.waitUntilReady = () =>
    wait().catch((error: unknown) => {
      each.readyPromise = undefined;
      throw error;
    });
}

const createLastingPostgresBackend: typeof createPostgresBackend = (...args) => {
  const backend = createPostgresBackend(...args);
  // The connection comes first, because the backend's own result derives from it.
  for (const each of [(backend as unknown as { connection: Lasting }).connection, backend as never])
    forgetFailure(each);
  return backend;
};

/** BullMQ has one default backend per process. This one follows the connection of each queue. */
const backendOf = ({ connection }: Pick<QueueOptions, 'connection'>): Backend =>
  ('connectionString' in connection ? createLastingPostgresBackend : createRedisBackend) as never;

export class BackedQueue extends Queue {
  constructor(name: string, options: QueueOptions) {
    super(name, options, backendOf(options));
  }
}

const REACHED = 'reached';

/** Calls `then` after each step of a worker that the queue answered. */
export const onReached = (worker: Worker, then: () => void): void =>
  void (worker as unknown as NodeJS.EventEmitter).on(REACHED, then);

interface Retrying {
  retryIfFailed(step: () => Promise<unknown>, options: object): Promise<unknown>;
  waitForJob(until: number): Promise<number>;
  readonly abortDelayController?: AbortController | null;
}

/**
 * BullMQ 6.7 pauses only after ECONNREFUSED. After other failures (a pooler that refuses, a rejected login, a cut
 * connection) it retries at once, forever. Here a pause that grows, with jitter, follows each failed step.
 */
function pauseAfterFailures(worker: Worker): void {
  const own = worker as unknown as Retrying & NodeJS.EventEmitter;
  const [retry, wait] = [own.retryIfFailed.bind(own), own.waitForJob.bind(own)];
  const pause = new Pause();
  const closing = new Promise((resolve) => worker.once('closing', resolve));
  const paused = () => Promise.race([pause.wait(), closing]);
  own.waitForJob = async (until) => {
    // BullMQ's wait swallows its failure and reconnects at once. After a failed step, pause instead.
    if (pause.runs) await paused();
    return wait(until);
  };
  own.retryIfFailed = (step, options) =>
    retry(async () => {
      try {
        const result = await step();
        pause.end();
        own.emit(REACHED);
        return result;
      } catch (error) {
        pause.begin();
        await paused();
        throw error;
      }
    }, options);
}

export class BackedWorker extends Worker {
  constructor(name: string, processor: ConstructorParameters<typeof Worker>[1], options: WorkerOptions) {
    super(name, processor, options, backendOf(options));
    pauseAfterFailures(this);
  }
}
