import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const USAGE = `npm run release -- <version> [--dry-run]

Makes a release on this machine: version, changelog, client package, image if there is a container engine, commit and tag.
Nothing is published or pushed. --dry-run checks everything and changes nothing.`;
/** SemVer without build metadata, which image tags do not allow. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
const UNRELEASED = '## Unreleased\n';
const ENGINES = ['docker', 'podman'];

const output = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });
const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const read = (file) => readFileSync(file, 'utf8');

class Refusal extends Error {}

/** Content of each file after the release. @throws Refusal */
function changedFiles(from, to) {
  const json = (file, change) => {
    const value = JSON.parse(read(file));
    change(value);
    return [file, `${JSON.stringify(value, undefined, 2)}\n`];
  };
  const changelog = read('CHANGELOG.md');
  const [before, after] = changelog.split(UNRELEASED);
  const notes = after?.split(/^## /m)[0].trim();
  if (!notes) throw new Refusal('CHANGELOG.md has nothing under "## Unreleased".');
  const today = new Date().toISOString().slice(0, 10);
  return [
    json('package.json', (value) => (value.version = to)),
    json('package-lock.json', (value) => (value.version = value.packages[''].version = to)),
    json('libs/client/package.json', (value) => (value.version = to)),
    ['CHANGELOG.md', `${before}${UNRELEASED}\n## ${to} – ${today}\n${after}`],
    [
      'deploy/chart/Chart.yaml',
      read('deploy/chart/Chart.yaml').replace(/^((?:v|appV)ersion: ).*$/gm, `$1'${to}'`),
    ],
    ['docs/client.md', read('docs/client.md').replaceAll(`client-${from}.tgz`, `client-${to}.tgz`)],
  ];
}

/** Whether a version comes after another; a pre-release comes before its release. */
function isNewer(version, than) {
  const [[a, aPre], [b, bPre]] = [version, than].map((each) => each.split(/-(.*)/));
  const order = a.localeCompare(b, 'en', { numeric: true });
  if (order || !aPre || !bPre) return order ? order > 0 : Boolean(!aPre && bPre);
  return aPre.localeCompare(bPre, 'en', { numeric: true }) > 0;
}

/** @throws Refusal that says what is wrong */
function assertReleasable(version, from) {
  if (!VERSION.test(version)) throw new Refusal(`"${version}" is no version, such as 1.2.3 or 1.2.3-rc.1.`);
  if (!isNewer(version, from)) throw new Refusal(`${version} does not come after ${from}.`);
  if (output('git', 'tag', '--list', `v${version}`)) throw new Refusal(`The tag v${version} exists.`);
  const changed = output('git', 'status', '--porcelain');
  if (changed) throw new Refusal(`Commit or remove these changes first:\n${changed}`);
}

function release(version, isDryRun) {
  const { version: from } = JSON.parse(read('package.json'));
  assertReleasable(version, from);
  const files = changedFiles(from, version);
  if (!works('npm', 'run', '--silent', 'check'))
    throw new Refusal('`npm run check` fails. Run it, and fix what it reports.');
  const engine = ENGINES.find((each) => works(each, 'info'));
  if (isDryRun) {
    console.log(`Would write ${files.map(([file]) => file).join(', ')}; commit and tag v${version}.`);
    return console.log(engine ? `Would build the images by ${engine}.` : NO_ENGINE);
  }
  const names = files.map(([file]) => file);
  try {
    for (const [file, text] of files) writeFileSync(file, text);
    run('npm', 'run', '--silent', 'pack:client');
    for (const target of engine ? ['api', 'worker'] : [])
      run(engine, 'build', '--target', target, '--tag', `tributary-${target}:${version}`, '.');
    run('git', 'commit', '--quiet', '--message', `chore(release): ${version}`, '--', ...names);
  } catch (error) {
    run('git', 'checkout', '--quiet', 'HEAD', '--', ...names);
    throw error;
  }
  run('git', 'tag', '--annotate', `v${version}`, '--message', `Tributary ${version}`);
  if (!engine) console.log(NO_ENGINE);
  console.log(`Released ${version} on this machine. To publish it:
  git push --follow-tags
  npm publish dist/tributary-client-${version}.tgz`);
}

const NO_ENGINE = 'SKIPPED: no image is built, because neither docker nor podman answers.';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean' } },
});
try {
  if (positionals.length !== 1) throw new Refusal(USAGE);
  release(positionals[0], values['dry-run']);
} catch (error) {
  console.error(error instanceof Refusal ? error.message : `Nothing was released: ${error.message}`);
  process.exitCode = 1;
}
