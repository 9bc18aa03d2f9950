import { generateKeyPairSync } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/common';
import { createApp } from '../../apps/api/src/create-app.js';
import { ApiClient, METRICS_TOKEN } from './clients/client.js';
import { createTestDatabase, type TestDatabase } from './servers/database.js';
import { Fixtures } from './fixtures.js';
import { scaled } from './wait.js';

/** The complete service over real HTTP, on its own database. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly url: string;
  /** A client without a credential. */
  readonly api: ApiClient;
  readonly make: Fixtures;
  /** Log lines so far. */
  readonly logs: string[];
  close(): Promise<void>;
}

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' };
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const JWT_PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * On a busy machine requests wait for each other, so this is long; only tests of the wait itself reach it. Below
 * ANSWER_WAIT_MS.
 */
export const DATABASE_WAIT_MS = String(Math.min(5_000, scaled(1_000)));

export const testConfig = (url: string, env: Record<string, string> = {}) =>
  loadConfig({
    DATABASE_URL: url,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    JWT_PRIVATE_KEY,
    PUBLIC_URL: 'http://tributary.test',
    DOCS_ENABLED: 'false',
    RUN_WORKER: 'false',
    METRICS_TOKEN,
    DATABASE_WAIT_MS,
    // All tests call from one address.
    PUBLIC_REQUESTS_PER_SECOND: '1000000',
    PUBLIC_BURST_REQUESTS: '1000000',
    ...env,
  });

/**
 * @param env additional settings
 * @param database database to share with another app
 */
export async function startTestApp(
  env: Record<string, string> = {},
  database?: TestDatabase,
): Promise<TestApp> {
  const own = database ?? (await createTestDatabase());
  const logs: string[] = [];
  const app = await createApp(testConfig(own.appUrl, env), own.appUrl, {
    write: (line) => void logs.push(line),
  });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    app,
    database: own,
    url,
    api: new ApiClient(url),
    make: new Fixtures(app, url),
    logs,
    close: () => app.close(),
  };
}
