import { ApiClient } from '../../support/clients/client.js';
import type { Bed } from '../bed.js';
import { redisIsInstalled, startRedis } from '../../support/servers/redis-server.js';
import { type Admission, admissionOf, limited, RATE } from './limited.js';
import { Child } from '../processes.js';

/** Events per request. Together the requests ask for ten times the limit. */
const BATCH = 50;
const REQUESTS_PER_SECOND = (10 * RATE) / BATCH;

interface Exactness extends Admission {
  readonly processes: number;
  /** Decisions that a process made by its share of the limit, because Redis was too slow. */
  readonly decided_alone: number;
}

/** A tenant sends ten times its limit, to one process and to two that share its limit in Redis. */
export async function exactness(
  bed: Bed,
  seconds: number,
  say: (line: string) => void,
): Promise<Exactness[]> {
  if (!redisIsInstalled) {
    say('SKIPPED: redis-server is not installed; limits of several processes are not measured');
    return [];
  }
  const redis = await startRedis();
  const servers: Child[] = [];
  const urls: string[] = [];
  const { appUrl, ownerUrl } = bed.postgres;
  const [, tenant] = bed.tenants;
  const start = async () => {
    const server = new Child('server');
    servers.push(server);
    const env = { REDIS_URL: redis.url, RUN_WORKER: 'false' };
    urls.push((await server.ask<{ url: string }>({ start: { kind: 'ours', appUrl, ownerUrl, env } })).url);
  };
  const measure = async (): Promise<Exactness> => {
    await bed.empty();
    await redis.client.flushall();
    const streams = urls.map((url, i) => ({
      name: `process ${i}`,
      url,
      token: tenant.token,
      requestsPerSecond: REQUESTS_PER_SECOND / urls.length,
      batch: BATCH,
    }));
    await bed.runOpen({ kind: 'open', url: urls[0], seconds, streams });
    const alone = await Promise.all(urls.map(decidedAlone));
    return {
      processes: urls.length,
      ...(await admissionOf(bed, tenant)),
      decided_alone: alone.reduce((sum, count) => sum + count, 0),
    };
  };
  try {
    return await limited(bed, tenant, async () => {
      const results: Exactness[] = [];
      while (results.length < 2) {
        await start();
        results.push(await measure());
        say(JSON.stringify(results.at(-1)));
      }
      return results;
    });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await redis.stop();
  }
}

async function decidedAlone(url: string): Promise<number> {
  const { text } = await new ApiClient(url).get('/metrics');
  const counts = [...text.matchAll(/^tributary_limit_local_decisions_total\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
