import { generateKeyPairSync } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/common';
import { createApp } from '../../../apps/api/src/create-app.js';
import type { ValidatedEvent } from '../../../libs/events/src/ingest/validated-event.js';
import { SharedWriter } from '../../../libs/events/src/ingest/shared.writer.js';
import { Fixtures } from '../../support/fixtures.js';
import { ADMIN } from '../../support/app.js';
import { UNLIMITED } from '../../support/unlimited.js';

/**
 * A server of the benchmark, in a process of its own. `ours`: the service. `bare`: the service, but it answers that
 * events are stored without storing them. `naive`: see naive.ts.
 */
export type ServerKind = 'ours' | 'bare' | 'naive';

export interface ServerOptions {
  readonly kind: ServerKind;
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** Additional environment variables of the service. */
  readonly env?: Record<string, string>;
}

/** One of these. */
interface Message {
  readonly start?: ServerOptions;
  readonly tenants?: readonly string[];
  readonly collect?: true;
}

let app: NestFastifyApplication | undefined;
let url = '';

process.once('disconnect', () => process.exit());
process.on('message', (message: Message) => {
  answer(message).then(
    (result) => process.send!(result),
    (error: unknown) => process.send!({ error: (error as Error).stack }),
  );
});

async function answer({ start, tenants, collect }: Message) {
  if (start) return { url: await boot(start) };
  if (collect) return { mib: await heldMemory() };
  return { tokens: await makeTenants(tenants ?? []) };
}

async function boot({ kind, appUrl, ownerUrl, env }: ServerOptions): Promise<string> {
  // Imported only here, because the service makes schemas of all validated classes, and these are not its own.
  if (kind === 'naive') return (await import('./naive.js')).startNaive(ownerUrl);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const config = loadConfig({
    DATABASE_URL: appUrl,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    DOCS_ENABLED: 'false',
    ...env,
  });
  // The log is written as usual, but to a destination without cost.
  app = await createApp(config, appUrl, { write: () => undefined });
  if (kind === 'bare') {
    const received_at = new Date();
    app.get(SharedWriter).write = async (_tenant, validatedEvents: readonly ValidatedEvent[]) =>
      validatedEvents.map(({ eventUid }) => ({
        event_uid: eventUid,
        outcome: 'created' as const,
        received_at,
      }));
  }
  await app.listen(0, '127.0.0.1');
  return (url = (await app.getUrl()).replace('[::1]', '127.0.0.1'));
}

/** MiB on and off the heap that are still in use after full collections. */
async function heldMemory(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    gc!();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

/** Creates tenants with limits that are never reached. @returns a token of each, in order */
async function makeTenants(keys: readonly string[]): Promise<string[]> {
  const make = new Fixtures(app!, url);
  const tokens: string[] = [];
  for (const key of keys) tokens.push((await make.tenant(key, { limits: UNLIMITED })).token!);
  return tokens;
}
