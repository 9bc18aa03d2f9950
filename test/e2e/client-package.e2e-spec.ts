import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startTestApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);

const PROGRAM = `
import { Batcher, ERROR_CODES, Tributary, TributaryError, type EventInput } from '@tributary/client';

const event: EventInput = { event_uid: 'from-elsewhere', device_uid: 'sensor-1', type: 't', payload: { n: 1 } };
const tributary = new Tributary({ baseUrl: process.env.URL!, credential: process.env.TOKEN! });
const first = await tributary.send(event);
const again = await new Batcher(tributary).add(event);
const code = await tributary.send({ ...event, device_uid: 'nobody', event_uid: 'x' }).catch((error: unknown) =>
  TributaryError.is(error, 'unknown_device') ? ERROR_CODES[error.code] : error);
console.log(JSON.stringify([first.outcome, again.outcome, code]));
// @ts-expect-error: a field is missing, and the types say so
const wrong: EventInput = { event_uid: 'x' };
void wrong;
`;

/** What another service does with the package: install the archive, compile against its types, run. */
describe('the packed client', () => {
  let service: TestApp;
  const folder = mkdtempSync(join(tmpdir(), 'tributary-client-'));

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('installs elsewhere, type-checks and ingests', async () => {
    execFileSync('npm', ['run', '--silent', 'pack:client'], { stdio: 'pipe' });
    const { version } = JSON.parse(readFileSync('libs/client/package.json', 'utf8')) as { version: string };
    writeFileSync(join(folder, 'package.json'), '{"name":"elsewhere","private":true,"type":"module"}');
    // The dependencies come from node_modules, so the test needs no registry.
    const local = ['openapi-fetch', 'openapi-typescript-helpers'].map((name) =>
      resolve('node_modules', name),
    );
    const archive = resolve(`dist/tributary-client-${version}.tgz`);
    const flags = ['--offline', '--no-audit', '--no-fund', '--install-links'];
    await run('npm', ['install', ...flags, ...local, archive], { cwd: folder });
    writeFileSync(join(folder, 'program.ts'), PROGRAM);
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', ...types, 'program.ts'];
    await run(process.execPath, [tsc, '--ignoreConfig', ...strict], { cwd: folder });
    const { token } = await service.make.tenant('acme');
    const { stdout } = await run(process.execPath, ['program.js'], {
      cwd: folder,
      env: { PATH: process.env.PATH, URL: service.url, TOKEN: token },
    });
    expect(JSON.parse(stdout)).toEqual(['created', 'duplicate', 422]);
  }, 180_000);
});
