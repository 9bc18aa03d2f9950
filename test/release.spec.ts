import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** In a clone, whose `npm run check` is cut short, with engines of its own that only write down what they are asked for. */
describe('npm run release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-release-'));
  const [clone, bin, asked] = ['clone', 'bin', 'asked'].map((name) => join(folder, name));
  const env = {
    PATH: bin + delimiter + process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 't@example.com', GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 't@example.com',
  }; // prettier-ignore
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: clone, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const release = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['deploy/release.mjs', ...args], {
      cwd: clone,
      env,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };
  const engine = (script: string) =>
    ['docker', 'podman'].map((name) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 }),
    );
  const json = (file: string) => JSON.parse(readFileSync(join(clone, file), 'utf8'));
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(clone, file), change(readFileSync(join(clone, file), 'utf8')));
  const checkBy = (command: string) => {
    edit('package.json', (text) => text.replace(/"check": ".*"/, `"check": "${command}"`));
    git('commit', '--quiet', '--all', '--message', 'test: check otherwise');
  };

  beforeAll(() => {
    mkdirSync(bin);
    execFileSync('git', ['clone', '--quiet', '.', clone]);
    symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
    for (const file of ['deploy/release.mjs', 'package.json']) copyFileSync(file, join(clone, file));
    edit('CHANGELOG.md', (text) => text.replace('## Unreleased\n', '## Unreleased\n\n- Something new.\n'));
    git('add', '--all');
    checkBy('true');
    engine('exit 1');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['no version', [], 'npm run release -- <version>'],
    ['what is none', ['1.2'], '"1.2" is no version'],
    ['one that is not newer', ['0.0.9'], '0.0.9 does not come after'],
    ['the pre-release of the present one', ['0.1.0-rc.1'], '0.1.0-rc.1 does not come after'],
  ])('refuses %s', (_, args, why) => {
    const { status, said } = release(...args);
    expect([status, said]).toEqual([1, expect.stringContaining(why)]);
  });

  it('refuses a tree that is not clean, a check that fails, and a changelog without news', () => {
    writeFileSync(join(clone, 'new.txt'), '');
    expect(release('9.0.0')).toEqual({ status: 1, said: expect.stringContaining('new.txt') });
    rmSync(join(clone, 'new.txt'));
    checkBy('false');
    expect(release('9.0.0')).toEqual({ status: 1, said: expect.stringContaining('`npm run check` fails') });
    checkBy('true');
    const changelog = readFileSync(join(clone, 'CHANGELOG.md'), 'utf8');
    edit('CHANGELOG.md', () => '# Changelog\n\n## Unreleased\n\n## 0.0.1 – 2026-01-01\n\n- Old.\n');
    git('commit', '--quiet', '--all', '--message', 'test: no news');
    expect(release('9.0.0')).toEqual({ status: 1, said: expect.stringContaining('nothing under') });
    edit('CHANGELOG.md', () => changelog);
    git('commit', '--quiet', '--all', '--message', 'test: news');
    expect(git('tag', '--list', 'v9*')).toBe('');
  }, 60_000);

  it('changes nothing in a dry run', () => {
    const head = git('rev-parse', 'HEAD');
    const { status, said } = release('9.0.0', '--dry-run');
    expect([status, said]).toEqual([0, expect.stringContaining('Would write package.json')]);
    expect([git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag', '--list', 'v9*')]).toEqual([head, '', '']); // prettier-ignore
  });

  it('makes version, changelog, client package, commit and tag, and says that it built no image', () => {
    const { status, said } = release('9.0.0');
    expect([status, said]).toEqual([0, expect.stringMatching(/SKIPPED: no image[^]*git push --follow-tags/)]);
    const versions = [json('package.json'), json('package-lock.json'), json('package-lock.json').packages[''], json('libs/client/package.json')]; // prettier-ignore
    expect(versions.map(({ version }) => version)).toEqual(Array(4).fill('9.0.0'));
    expect(readFileSync(join(clone, 'CHANGELOG.md'), 'utf8')).toMatch(/## Unreleased\n\n## 9\.0\.0 – \d{4}-\d\d-\d\d\n\n- Something new\./); // prettier-ignore
    expect(existsSync(join(clone, 'dist/tributary-client-9.0.0.tgz'))).toBe(true);
    expect(git('log', '-1', '--format=%s %D')).toMatch(/^chore\(release\): 9\.0\.0 .*tag: v9\.0\.0/);
    expect([git('status', '--porcelain'), git('cat-file', '-t', 'v9.0.0').trim()]).toEqual(['', 'tag']);
    expect(release('9.0.0').said).toContain('9.0.0 does not come after 9.0.0');
  }, 120_000);

  it('builds images by an engine that answers, and takes everything back if one fails', () => {
    edit('CHANGELOG.md', (text) => text.replace('## Unreleased\n', '## Unreleased\n\n- More.\n'));
    git('commit', '--quiet', '--all', '--message', 'docs: more');
    const head = git('rev-parse', 'HEAD');
    engine(`echo "$@" >>${asked}; case "$*" in *worker*) exit 1;; esac`);
    expect(release('9.1.0')).toEqual({ status: 1, said: expect.stringContaining('Nothing was released') });
    expect([git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag', '--list', 'v9.1.0')]).toEqual([head, '', '']); // prettier-ignore
    engine(`echo "$@" >>${asked}`);
    expect(release('9.1.0').status).toBe(0);
    expect(readFileSync(asked, 'utf8').trim().split('\n').slice(-2)).toEqual([
      'build --target api --tag tributary-api:9.1.0 .',
      'build --target worker --tag tributary-worker:9.1.0 .',
    ]);
  }, 120_000);
});
