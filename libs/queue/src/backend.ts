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

/** Connections of one process beside the one that listens: jobs are short, and wait for their tenant's work, not for us. */
const POOL_SIZE = 3;
/** Milliseconds. */
const CONNECT_TIMEOUT = 2_000;

/** Startup options of the queue's connections in PostgreSQL. */
export const QUEUE_OPTIONS = `-c role=${QUEUE_ROLE}`;

/** How the queue is reached: in Redis where the configuration names one, otherwise in the service's own PostgreSQL. */
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

/** As Redis' in name: the classes are typed by it, and use no more than all backends have. */
type Backend = BackendFactory<RedisQueueBackend, ConnectionOptions>;

interface Lasting {
  readyPromise?: Promise<void>;
  waitUntilReady(): Promise<void>;
}

/**
 * BullMQ 6.7 keeps the outcome of its first connection for good: a process that begins while PostgreSQL is away would
 * never reach its queue again. A failure is forgotten here, so that the next call tries anew.
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
  // By the connection first: the backend's own outcome is made of it.
  for (const each of [(backend as unknown as { connection: Lasting }).connection, backend as never])
    forgetFailure(each);
  return backend;
};

/** BullMQ's default backend is one for the whole process; ours goes by the connection that each queue is given. */
const backendOf = ({ connection }: Pick<QueueOptions, 'connection'>): Backend =>
  ('connectionString' in connection ? createLastingPostgresBackend : createRedisBackend) as never;

export class BackedQueue extends Queue {
  constructor(name: string, options: QueueOptions) {
    super(name, options, backendOf(options));
  }
}

const REACHED = 'reached';

/** Calls `then` after each step of a worker that its queue answered. */
export const onReached = (worker: Worker, then: () => void): void =>
  void (worker as unknown as NodeJS.EventEmitter).on(REACHED, then);

interface Retrying {
  retryIfFailed(step: () => Promise<unknown>, options: object): Promise<unknown>;
  waitForJob(until: number): Promise<number>;
  readonly abortDelayController?: AbortController | null;
}

/**
 * BullMQ 6.7 pauses only after ECONNREFUSED: what fails by another cause (a pooler that refuses, a login, a connection
 * that is cut) it tries again at once, for ever. Here each failed step is followed by a pause that grows, with jitter.
 */
function pauseAfterFailures(worker: Worker): void {
  const own = worker as unknown as Retrying & NodeJS.EventEmitter;
  const [retry, wait] = [own.retryIfFailed.bind(own), own.waitForJob.bind(own)];
  const pause = new Pause();
  const closing = new Promise((resolve) => worker.once('closing', resolve));
  const paused = () => Promise.race([pause.wait(), closing]);
  own.waitForJob = async (until) => {
    // The wait swallows its failure and reconnects at once; after a failed step there is nothing to wait for yet.
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
