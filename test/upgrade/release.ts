import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Until there are tags: the last commit before migrations that run beside ingest. */
const BEFORE_TAGS = '1cdd18b2a79de73c1df2fc2e029df571d8335f93';

/** The release before: UPGRADE_FROM, or the newest tag `v…` that is not this commit, or a fixed commit. Undefined in a clone that has none. */
export function previousRelease(): string | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const wanted = [
    () => process.env.UPGRADE_FROM ?? '',
    () => git('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^'),
    () => BEFORE_TAGS,
  ];
  for (const name of wanted)
    try {
      if (name()) return git('rev-parse', '--verify', '--quiet', `${name()}^{commit}`);
    } catch {
      // Not in this clone.
    }
  return undefined;
}

/** Another release, built in a folder of its own. */
export class BuiltRelease {
  readonly folder = mkdtempSync(join(tmpdir(), 'tributary-release-'));

  /** Takes the installed packages, if that release wants none but these; otherwise installs its own, from the registry or npm's cache. */
  constructor(commit: string) {
    const archive = execFileSync('git', ['archive', commit], { maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', this.folder], { input: archive });
    const [old, here] = [this.folder, '.'].map(packagesOf);
    if (Object.keys(old).every((path) => !path || old[path].version === here[path]?.version))
      symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
    else this.run('npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund');
    this.run('npm', 'run', '--silent', 'build');
  }

  program(name: 'api' | 'worker' | 'cli'): string {
    return join(this.folder, `dist/apps/${name}/src/main.js`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(command: string, ...args: string[]): void {
    execFileSync(command, args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

const packagesOf = (folder: string) =>
  (
    JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    }
  ).packages;
