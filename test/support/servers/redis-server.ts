import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './process.js';

/** A Redis for one test: empty and without persistence. */
export interface TestRedis {
  readonly url: string;
  readonly client: Redis;
  /** Suspends it: connections stay open and get no answer. */
  freeze(): void;
  thaw(): void;
  /** Kills it, as by a power failure. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const redisIsInstalled = spawnSync('redis-server', ['--version']).status === 0;

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let child = launch(port);
  const client = new Redis(port, {
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
    disconnectTimeout: 100,
  });
  client.on('error', () => undefined);
  await client.ping();
  const kill = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    client,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    restart: async () => {
      child = launch(port);
      while ((await client.ping().catch(() => undefined)) !== 'PONG') await sleep(20);
    },
    stop: async () => {
      client.disconnect();
      if (child.exitCode === null && child.signalCode === null) await kill();
    },
  };
}

const launch = (port: number): ChildProcess =>
  spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
