import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ApiClient } from '../clients/client.js';
import { describeWithRedis, startRedis, type TestRedis } from './redis.js';
import { scaled } from '../wait.js';

/** A storage of the queue. The same specs run on each. */
export interface QueueBackend {
  readonly name: string;
  readonly describe: jest.Describe;
  /** Starts it. Returns the settings for the service, and the Redis if there is one. */
  start(): Promise<{ env: Record<string, string>; redis?: TestRedis; stop(): Promise<void> }>;
}

export const BACKENDS: QueueBackend[] = [
  {
    name: 'PostgreSQL',
    describe,
    start: async () => ({ env: {}, stop: async () => undefined }),
  },
  {
    name: 'Redis',
    describe: describeWithRedis,
    start: async () => {
      const redis = await startRedis();
      return { env: { REDIS_URL: redis.url }, redis, stop: () => redis.stop() };
    },
  },
];

export const ASYNC = { prefer: 'respond-async' };

/** The ingestion at an answer's Location, once it has finished. */
export async function finished(client: ApiClient, { headers }: Answer, within = 20_000): Promise<Answer> {
  const until = Date.now() + scaled(within);
  for (;;) {
    const answer = await client.get(headers.get('location')!);
    if (answer.status !== 200 || ['done', 'dead'].includes(answer.body.status) || Date.now() > until)
      return answer;
    await sleep(25);
  }
}
