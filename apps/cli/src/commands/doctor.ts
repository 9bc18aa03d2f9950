import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Tributary } from '#libs/client';
import { type Config, exposureOfPostgres, exposureOfRedis, loadConfig, redisTls } from '#libs/common';
import { type CitusReport, type DatabaseReport, inspectCitus, inspectDatabase } from '#libs/database';
import { startEmbeddedPostgres } from '#libs/embedded-postgres';
import { QUEUE_ADVICE, whyQueueFails } from '#libs/queue';
import { type Call, type Command, EXIT } from '../command.js';
import { baseUrlOf, CONNECTION, credentialOf } from '../connection.js';
import { answer } from '../output.js';

/** One check, and what to do if it failed. */
interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'note' | 'bad';
  readonly detail: string;
  readonly advice?: string;
}

const ok = (what: string, detail: string): Finding => ({ what, state: 'ok', detail });
const note = (what: string, detail: string, advice: string): Finding => ({
  what,
  state: 'note',
  detail,
  advice,
});
const bad = (what: string, detail: string, advice: string): Finding => ({
  what,
  state: 'bad',
  detail,
  advice,
});

const OLDEST = { node: [20, 19], postgres: 150_000 };
/**
 * If clocks differ by more, times near the ends of the acceptance window are accepted or rejected by chance.
 * Milliseconds.
 */
const CLOCK_MS = 1000;
const MARKS = { ok: '✓', note: '•', bad: '✗' };

export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'Check configuration, database, roles, policies and versions, and say what to do',
  text: 'Reads the environment with which the service would be started. Changes nothing. Exits with 1 if a check fails.',
  options: CONNECTION,
  run: doctor,
};

async function doctor(call: Call): Promise<number> {
  const findings = [node(), ...(await ofConfiguration()), await ofService(call)];
  const well = findings.every(({ state }) => state !== 'bad');
  const lines = findings.map(
    ({ what, state, detail, advice }) =>
      `${MARKS[state]} ${what}: ${detail}${advice ? `\n    → ${advice}` : ''}`,
  );
  const verdict = well ? 'All checks passed.' : 'Fix what is marked ✗, then run this again.';
  answer(call, { well, findings }, `${lines.join('\n')}\n\n${verdict}`);
  return well ? EXIT.done : EXIT.failed;
}

function node(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  const [least, with_] = OLDEST.node as [number, number];
  if (major > least || (major === least && minor >= with_)) return ok('Node', process.version);
  return bad('Node', process.version, `Install Node ${least}.${with_} or newer.`);
}

async function ofConfiguration(): Promise<Finding[]> {
  try {
    const config = loadConfig(process.env);
    const mode = config.embedded ? `embedded PostgreSQL in ${config.DATA_DIR}` : 'external database';
    return [
      ok('Configuration', mode),
      ...ofProxies(config),
      ...ofConnections(config),
      ...ofKeys(config),
      ...(await ofDatabase(config)),
      ...(await ofQueue(config)),
      ...(await ofRedis(config)),
    ];
  } catch (error) {
    return [bad('Configuration', (error as Error).message, '.env.example documents each variable.')];
  }
}

function ofProxies(config: Config): Finding[] {
  if (!config.missesProxies) return [];
  const advice =
    'Set TRUSTED_PROXIES to the address of the proxy: otherwise all clients count as one, in limits, trail and log.';
  return [
    note(
      'Proxy',
      `PUBLIC_URL is ${config.publicUrl}, but no proxy that terminates TLS is configured`,
      advice,
    ),
  ];
}

/** The embedded default creates a secret of its own. */
function ofKeys({ embedded, KEY_ENCRYPTION_SECRET }: Config): Finding[] {
  if (embedded || KEY_ENCRYPTION_SECRET) return [];
  const advice =
    'Set KEY_ENCRYPTION_SECRET, the same for all processes; docs/access.md says what it protects.';
  return [note('Keys', 'cursor keys are stored in the database unencrypted', advice)];
}

const WHAT_IS_SEEN = {
  clear: 'is reached in clear text over a network',
  unchecked: 'is reached encrypted, but its identity is not checked',
};

/** Passwords and events pass through these connections, so they need TLS on a network. */
function ofConnections(config: Config): Finding[] {
  const databases = (['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'QUEUE_DATABASE_URL'] as const).flatMap(
    (name) =>
      config[name]
        ? [{ name, seen: exposureOfPostgres(config[name]), advice: 'Add sslmode=verify-full to the URL' }]
        : [],
  );
  const { REDIS_URL } = config;
  const redis = REDIS_URL
    ? [{ name: 'REDIS_URL', seen: exposureOfRedis(REDIS_URL), advice: 'Use rediss:// in the URL' }]
    : [];
  return [...databases, ...redis].flatMap(({ name, seen, advice }) =>
    seen === 'none'
      ? []
      : [
          note(
            'TLS',
            `the server of ${name} ${WHAT_IS_SEEN[seen]}`,
            `${advice}; docs/operations.md has more.`,
          ),
        ],
  );
}

async function ofDatabase(config: Config): Promise<Finding[]> {
  if (config.embedded && !existsSync(join(config.DATA_DIR, 'postgres-secrets.json')))
    return [note('Database', 'it does not exist yet', '`npm start` creates it.')];
  const server = config.embedded ? await startEmbeddedPostgres({ dataDir: config.DATA_DIR }) : undefined;
  try {
    const url = server?.appUrl ?? config.DATABASE_URL!;
    return [...judge(await inspectDatabase(url)), ...ofCitus(await inspectCitus(url))];
  } catch (error) {
    return [
      bad(
        'Database',
        (error as Error).message,
        'Is it running, and are host, role and password of DATABASE_URL right? `npm run migrate` creates the role.',
      ),
    ];
  } finally {
    await server?.stop();
  }
}

function judge({ version, role, schema, harm, guarded, clockMs }: DatabaseReport): Finding[] {
  const number = `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`;
  return [
    version >= OLDEST.postgres
      ? ok('Database', number)
      : bad('Database', number, 'Use PostgreSQL 15 or newer.'),
    schema ? bad('Schema', schema, '`npm run migrate` brings it up to date.') : ok('Schema', 'current'),
    harm
      ? bad('Role', `${role}: ${harm}`, 'The service refuses to start with it.')
      : ok('Role', `${role} cannot bypass the isolation of tenants`),
    guarded
      ? ok('Policies', `forced on ${guarded} tenant-owned tables`)
      : bad(
          'Policies',
          'no table is under row level security',
          '`npm run migrate` creates schema and policies.',
        ),
    Math.abs(clockMs) <= CLOCK_MS
      ? ok('Clock', `${Math.abs(clockMs)} ms from the database’s`)
      : bad('Clock', `${clockMs} ms from the database’s`, 'Synchronize the clocks of both machines by NTP.'),
  ];
}

function ofCitus(report: CitusReport | undefined): Finding[] {
  if (!report) return [];
  const { version, workers, faults } = report;
  if (!faults.length) return [ok('Citus', `${version}, ${workers} workers`)];
  return faults.map(({ detail, advice }) => bad('Citus', detail, advice));
}

async function ofQueue({
  embedded,
  REDIS_URL,
  QUEUE_DATABASE_URL,
  DATABASE_URL,
}: Config): Promise<Finding[]> {
  const url = QUEUE_DATABASE_URL ?? DATABASE_URL;
  if (embedded || REDIS_URL || !url) return [];
  const why = await whyQueueFails(url);
  return [why ? bad('Queue', why, QUEUE_ADVICE) : ok('Queue', 'in PostgreSQL, and can LISTEN')];
}

async function ofRedis(config: Config): Promise<Finding[]> {
  const { REDIS_URL } = config;
  if (!REDIS_URL)
    return [
      note(
        'Redis',
        'not configured',
        'If you run several processes, each has limits of its own; set REDIS_URL to share them.',
      ),
    ];
  const redis = new Redis(REDIS_URL, {
    ...redisTls(config),
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 5_000,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const version = /redis_version:([\d.]+)/.exec(await redis.info('server'))?.[1] ?? '?';
    const [major, minor] = version.split('.').map(Number) as [number, number];
    if (major > 6 || (major === 6 && minor >= 2)) return [ok('Redis', version)];
    return [bad('Redis', version, 'Use Redis 6.2 or newer.')];
  } catch (error) {
    return [
      bad(
        'Redis',
        (error as Error).message,
        'Each process applies its share of the limits; start Redis, or correct REDIS_URL.',
      ),
    ];
  } finally {
    redis.disconnect();
  }
}

/** Checks the running service, if there is one. */
async function ofService(call: Call): Promise<Finding> {
  const [baseUrl, credential] = [baseUrlOf(call), credentialOf(call)];
  const tributary = new Tributary({ baseUrl, credential, retry: { attempts: 1 }, timeoutMs: 5_000 });
  try {
    await tributary.request('/readyz');
    if (!credential)
      return note('Service', `ready at ${baseUrl}`, 'Set TRIBUTARY_TOKEN to check a token too.');
    const { principal } = (await (await tributary.request('/v1/auth/me')).json()) as {
      principal: { kind: string };
    };
    return ok('Service', `ready at ${baseUrl}, and your credential is a ${principal.kind}`);
  } catch (error) {
    const message = (error as Error).message;
    return (error as Error).name === 'ConnectionError'
      ? note(
          'Service',
          `nothing answers at ${baseUrl}`,
          '`npm start` starts it; set TRIBUTARY_URL if it runs elsewhere.',
        )
      : bad('Service', message, 'The service’s log has details under the request_id.');
  }
}
