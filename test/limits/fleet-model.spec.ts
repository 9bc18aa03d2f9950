import { type Model, runModel } from './fleet-model.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/servers/redis.js';

const MODEL: Model = { processes: 100, seconds: 5, others: 4, connections: 400, seed: 1 };

describe('the limits of a hundred processes without Redis', () => {
  it('are together never more than the limit, and the same for the same seed', async () => {
    const outcome = await runModel(MODEL, 'share');
    expect(outcome.greedy_percent).toBeLessThanOrEqual(100);
    expect(outcome.greedy_percent).toBeGreaterThan(90);
    expect(await runModel(MODEL, 'share')).toEqual(outcome);
  });

  it('would be a hundred times the limit if each gave away the whole', async () => {
    expect((await runModel(MODEL, 'own')).greedy_percent).toBeGreaterThan(500);
  });

  it('refuse senders that reach only a few of the processes what they would have, had they reached all', async () => {
    const few = await runModel({ ...MODEL, connections: 4 }, 'share');
    const many = await runModel(MODEL, 'share');
    expect(few.others_percent).toBeLessThan(20);
    expect(many.others_percent).toBeGreaterThan(90);
  });
});

describeWithRedis('the limits of a hundred processes in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.stop());

  it.each([4, 400])('are exact, and refuse nobody else, at %i connections', async (connections) => {
    await redis.client.flushall();
    const outcome = await runModel({ ...MODEL, connections }, 'redis', redis.client);
    expect(outcome).toMatchObject({ greedy_percent: 100, others_percent: 100, worst_percent: 100 });
  });
});
