import { type Outcome, runModel, STORES } from '../../limits/fleet-model.js';
import { redisIsInstalled, startRedis } from '../../support/servers/redis-server.js';

const MODEL = { processes: 100, seconds: 20, others: 10, seed: 1 };
const CONNECTIONS = [4, 20, 100, 400];

/** The limits of a hundred processes, by a model: the service's own code on a clock of its own (test/limits/fleet-model.ts). */
export async function modelFleet(say: (line: string) => void): Promise<Outcome[]> {
  const redis = redisIsInstalled ? await startRedis() : undefined;
  if (!redis) say('SKIPPED: redis-server is not installed; the model has no limits in Redis');
  const outcomes: Outcome[] = [];
  try {
    for (const store of STORES.filter((each) => redis || each !== 'redis'))
      for (const connections of CONNECTIONS) {
        await redis?.client.flushall();
        outcomes.push(await runModel({ ...MODEL, connections }, store, redis?.client));
        say(JSON.stringify(outcomes.at(-1)));
      }
    return outcomes;
  } finally {
    await redis?.stop();
  }
}
