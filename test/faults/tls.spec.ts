import { copyFileSync, chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { inspectDatabase, migrate } from '#libs/database';
import { whyQueueFails } from '#libs/queue';
import { startTestApp } from '../support/app.js';
import { type Certificate, Certificates, describeWithOpenssl } from '../support/servers/certificates.js';
import { cli } from '../support/servers/cli.js';
import { asAdmin, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { OwnPostgres } from '../support/servers/own-postgres.js';
import { freePort } from '../support/servers/process.js';
import { redisIsInstalled } from '../support/servers/redis-server.js';
import { until } from '../support/wait.js';

/** Every connection of the service follows the TLS parameters of its URL. */
describeWithOpenssl('TLS', () => {
  const certificates = new Certificates();
  const ours = certificates.authority('ours');
  const others = certificates.authority('others');
  afterAll(() => certificates.remove());

  describe('to PostgreSQL', () => {
    let postgres: OwnPostgres;
    let folder: string;
    const person = certificates.of(ours, 'person', 'DNS:person', '/CN=tributary_app');

    const sql = (text: string) => asAdmin(postgres.database.adminUrl, (client) => client.query(text));
    /** Copies a file to the server. Its owner must be the account of the server. */
    const give = (path: string, name: string) => {
      const { uid, gid } = statSync(folder);
      const target = join(folder, name);
      copyFileSync(path, target);
      chownSync(target, uid, gid);
      chmodSync(target, 0o600);
    };
    const serve = async (certificate: Certificate) => {
      give(certificate.cert, 'server.crt');
      give(certificate.key, 'server.key');
      await sql('SELECT pg_reload_conf()');
    };
    /** pg_hba lines for all users except the test's own administrator. */
    const admit = async (kind: 'host' | 'hostssl', more = '') => {
      const path = join(folder, 'pg_hba.conf');
      writeFileSync(
        path,
        `host all postgres 127.0.0.1/32 scram-sha-256\n${kind} all all 127.0.0.1/32 scram-sha-256 ${more}\n`,
      );
      await sql('SELECT pg_reload_conf()');
    };
    const at = (query: string, host?: string): TestDatabase => {
      const { adminUrl, ownerUrl, appUrl } = postgres.database;
      const with_ = (url: string) => {
        const parsed = new URL(url);
        if (host) parsed.hostname = host;
        parsed.search = query;
        return parsed.href;
      };
      return { adminUrl, ownerUrl: with_(ownerUrl), appUrl: with_(appUrl) };
    };
    /** Result of every way to the database: the error's message, or `connected`. */
    const outcomes = async ({ appUrl, ownerUrl }: TestDatabase) => {
      const why = (work: Promise<unknown>) => work.then(() => 'connected', (error: Error) => error.message);
      return [
        await why(inspectDatabase(appUrl)),
        await why(migrate(ownerUrl, appUrl)),
        (await whyQueueFails(appUrl)) ?? 'connected',
      ];
    };
    const all = (what: unknown) => [what, what, what];

    beforeAll(async () => {
      postgres = await OwnPostgres.start();
      folder = (await sql('SHOW data_directory')).rows[0].data_directory;
      give(ours.cert, 'ca.crt');
      await serve(certificates.of(ours, 'right', 'DNS:localhost,IP:127.0.0.1'));
      for (const setting of [`ssl = on`, `ssl_cert_file = 'server.crt'`, `ssl_key_file = 'server.key'`, `ssl_ca_file = 'ca.crt'`])
        await sql(`ALTER SYSTEM SET ${setting}`);
      await sql('SELECT pg_reload_conf()');
      await until('it speaks TLS', async () => (await sql('SHOW ssl')).rows[0].ssl === 'on');
    }, 60_000);
    afterAll(() => postgres.stop());

    it('serves over it with all of its connections, and none in clear', async () => {
      await admit('hostssl');
      const database = at(`sslmode=verify-full&sslrootcert=${ours.cert}`, 'localhost');
      const service = await startTestApp({ RUN_WORKER: 'true' }, database);
      const client = await service.make.tenant('acme');
      expect((await client.post('/v1/events', event())).status).toBe(201);
      const later = await client.post('/v1/events', event(), { prefer: 'respond-async' });
      await until('the worker has stored it', async () => (await client.get(later.headers.get('location')!)).body.status === 'done');
      const stream = await client.get('/v1/events/stream');
      expect(stream.status).toBe(200);
      const { rows } = await sql(
        `SELECT DISTINCT a.application_name AS name, s.ssl FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) WHERE a.usename = 'tributary_app' ORDER BY 1`,
      );
      expect(rows).toEqual(expect.arrayContaining([{ name: 'tributary', ssl: true }, { name: 'tributary announcements', ssl: true }, { name: 'tributary-queue', ssl: true }]));
      expect(rows.filter(({ ssl }) => !ssl)).toEqual([]);
      await service.close();
      expect(await outcomes(database)).toEqual(all('connected'));
      // A URL without parameters connects without TLS, which the server refuses.
      expect(await outcomes(at(''))).toEqual(all(expect.stringMatching(/no pg_hba.conf entry.*no encryption/)));
    });

    it.each([
      ['sslmode=verify-full', 'self-signed|unable to'],
      [`sslmode=verify-full&sslrootcert=OTHERS`, 'self-signed|unable to'],
      ['sslmode=require', 'self-signed|unable to'],
      ['sslmode=prefer', 'self-signed|unable to'],
      [`sslmode=verify-ca&sslrootcert=OTHERS`, 'self-signed|unable to'],
      ['sslmode=verify-ca', 'needs sslrootcert'],
      [`sslrootcert=OURS`, '^connected$'],
      [`sslmode=require&sslrootcert=OURS`, '^connected$'],
      ['sslmode=no-verify', '^connected$'],
      ['sslmode=require&uselibpqcompat=true', '^connected$'],
      [`sslmode=require&uselibpqcompat=true&sslrootcert=OTHERS`, 'self-signed|unable to'],
      ['sslmode=disable', 'no encryption'],
      ['sslmode=always', 'sslmode must be one of'],
      ['sslmode=verify-full&sslrootcert=/nowhere.crt', 'cannot read /nowhere.crt .ENOENT'],
    ])('%s', async (query, expected) => {
      await admit('hostssl');
      await serve(certificates.of(ours, 'right', 'DNS:localhost,IP:127.0.0.1'));
      const files = query.replace('OURS', ours.cert).replace('OTHERS', others.cert);
      const found = await outcomes(at(files)).catch((error: Error) => all(error.message));
      expect(found).toEqual(all(expect.stringMatching(new RegExp(expected))));
    });

    it.each([
      ['verify-full', 'not in the cert|does not match'],
      ['require', 'not in the cert|does not match'],
      ['prefer', 'not in the cert|does not match'],
      ['verify-ca', '^connected$'],
    ])('%s with a certificate of another host', async (mode, expected) => {
      await admit('hostssl');
      await serve(certificates.of(ours, 'elsewhere', 'DNS:db.example.com'));
      for (const host of ['127.0.0.1', 'localhost'])
        expect(await outcomes(at(`sslmode=${mode}&sslrootcert=${ours.cert}`, host))).toEqual(all(expect.stringMatching(new RegExp(expected))));
    });

    it('shows a certificate of its own where the server asks for one', async () => {
      await admit('hostssl', 'clientcert=verify-ca');
      await serve(certificates.of(ours, 'right', 'DNS:localhost,IP:127.0.0.1'));
      const query = `sslmode=verify-full&sslrootcert=${ours.cert}`;
      expect(await outcomes(at(query))).toEqual(all(expect.stringMatching(/client certificate/)));
      expect(await outcomes(at(`${query}&sslcert=${person.cert}&sslkey=${person.key}`))).toEqual(all('connected'));
      await expect(outcomes(at(`${query}&sslcert=${person.cert}`))).rejects.toThrow(/together/);
    });

    it('that the server does not have is not replaced by clear', async () => {
      await admit('host');
      await sql('ALTER SYSTEM SET ssl = off');
      await sql('SELECT pg_reload_conf()');
      await until('it speaks no TLS', async () => (await sql('SHOW ssl')).rows[0].ssl === 'off');
      for (const mode of ['verify-full', 'require', 'prefer', 'no-verify'])
        expect(await outcomes(at(`sslmode=${mode}`))).toEqual(all(expect.stringMatching(/does not support SSL/)));
      expect(await outcomes(at('sslmode=disable'))).toEqual(all('connected'));
    });
  });

  it('that is missing on a network is told by doctor', async () => {
    const { stdout } = await cli(['doctor'], {
      DATABASE_URL: 'postgres://nobody@db.invalid/none',
      MIGRATION_DATABASE_URL: 'postgres://nobody@db.invalid/none?sslmode=verify-full',
      QUEUE_DATABASE_URL: 'postgres://nobody@db.invalid/none?sslmode=no-verify',
      REDIS_URL: 'redis://cache.invalid',
      ADMIN_EMAIL: 'a@example.com',
      ADMIN_PASSWORD: 'x'.repeat(12),
      JWT_PRIVATE_KEY: 'x',
    });
    expect(stdout.match(/• TLS: the server of \w+ .*/g)).toEqual([
      '• TLS: the server of DATABASE_URL is reached in clear text over a network',
      '• TLS: the server of QUEUE_DATABASE_URL is reached encrypted, but its identity is not checked',
      '• TLS: the server of REDIS_URL is reached in clear text over a network',
    ]);
  });

  (redisIsInstalled ? describe : describe.skip)('to Redis', () => {
    let redis: ChildProcess;
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      const { cert, key } = certificates.of(ours, 'redis', 'IP:127.0.0.1');
      redis = spawn('redis-server', ['--port', '0', '--tls-port', String(port), '--bind', '127.0.0.1', '--save', '', '--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'], { stdio: 'ignore' });
      const ca = readFileSync(ours.cert, 'utf8');
      await until('it answers', async () => {
        const client = new Redis(port, '127.0.0.1', { tls: { ca }, lazyConnect: true, retryStrategy: () => null });
        client.on('error', () => undefined);
        return client.connect().then(() => true, () => false).finally(() => client.disconnect());
      });
    });
    afterAll(() => redis.kill('SIGKILL'));

    const ofRedis = async (env: Record<string, string>, protocol = 'rediss') => {
      const database = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', ADMIN_EMAIL: 'a@example.com', ADMIN_PASSWORD: 'x'.repeat(12), JWT_PRIVATE_KEY: 'x' };
      const { stdout } = await cli(['doctor', '--json'], { ...database, REDIS_URL: `${protocol}://127.0.0.1:${port}`, ...env });
      const { findings } = JSON.parse(stdout) as { findings: { what: string; state: string; detail: string }[] };
      return findings.find(({ what }) => what === 'Redis');
    };

    it('is checked against REDIS_CA', async () => {
      expect(await ofRedis({ REDIS_CA_FILE: ours.cert })).toMatchObject({ state: 'ok' });
      for (const env of [{ REDIS_CA_FILE: others.cert }, {}] as Record<string, string>[])
        expect(await ofRedis(env)).toMatchObject({ state: 'bad' });
      expect(await ofRedis({ REDIS_CA_FILE: ours.cert }, 'redis')).toMatchObject({ state: 'bad' });
    });

    it('carries limits and queue', async () => {
      const service = await startTestApp({ REDIS_URL: `rediss://127.0.0.1:${port}`, REDIS_CA: readFileSync(ours.cert, 'utf8'), RUN_WORKER: 'true', LIMITS_REDIS_TIMEOUT_MS: '10000' });
      const client = await service.make.tenant('acme');
      const later = await client.post('/v1/events', event(), { prefer: 'respond-async' });
      await until('the worker has stored it', async () => (await client.get(later.headers.get('location')!)).body.status === 'done');
      // Keys of limits last for ten seconds.
      expect((await client.post('/v1/events', event())).status).toBe(201);
      const tenantId = await service.make.tenantId('acme');
      const reader = new Redis(port, '127.0.0.1', { tls: { ca: readFileSync(ours.cert, 'utf8') } });
      const keys = await reader.keys('*');
      reader.disconnect();
      expect(keys).toEqual(expect.arrayContaining([`tributary:limits:{${tenantId}}:events`, '{tributary}:ingest:meta']));
      expect((await service.api.get('/metrics')).text).not.toMatch(/^tributary_limit_local_decisions_total\{.*\} [1-9]/m);
      expect(service.logs.join()).not.toContain('Redis is unreachable');
      await service.close();
    });
  });
}); // prettier-ignore
