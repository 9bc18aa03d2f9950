import { redisIsInstalled } from './redis-server.js';

export { startRedis, type TestRedis } from './redis-server.js';

if (!redisIsInstalled && process.env.CI) throw new Error('Continuous integration needs redis-server');
if (!redisIsInstalled)
  console.warn('SKIPPED: redis-server is not installed; what needs Redis is not tested here');

/** `describe` if Redis is installed; otherwise a visible skip. Never skipped in continuous integration. */
export const describeWithRedis: jest.Describe = redisIsInstalled ? describe : describe.skip;
