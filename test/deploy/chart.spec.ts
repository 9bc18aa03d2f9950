import { readFileSync } from 'node:fs';
import { SECRETS } from '#libs/common';

const read = (file: string) => readFileSync(file, 'utf8');
const values = read('deploy/chart/values.yaml');
const deployments = read('deploy/chart/templates/deployments.yaml');
/** Names of settings in a block of the values, at one depth. */
const namesIn = (block: RegExp) =>
  [...(block.exec(values)?.[1] ?? '').matchAll(/^ +([A-Z_]+):/gm)].map(([, name]) => name!);
const settings = namesIn(/^settings:\n((?: .*\n)+)/m);
const secrets = namesIn(/^secrets:\n((?: .*\n)+)/m);
const owner = namesIn(/^migration:\n(?: .*\n)*? {2}secrets:\n((?: {4}.*\n)+)/m);

const documented = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);
/** Of the embedded database or of docker-compose.yml alone, or said by the chart for each program. */
const NOT_IN_THE_CHART = [
  'DATA_DIR',
  'HOST',
  'PORT',
  'RUN_API',
  'RUN_WORKER',
  'POSTGRES_PASSWORD',
  'APP_DATABASE_PASSWORD',
];
const { paths } = JSON.parse(read('openapi.json')) as { paths: Record<string, object> };
const { version, scripts } = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
};

describe('the chart', () => {
  it('takes every setting of .env.example, and no other', () => {
    const known = documented.filter((name) => !NOT_IN_THE_CHART.includes(name));
    expect([...settings, ...secrets, ...owner].sort()).toEqual(known.sort());
  });

  it('takes secrets by reference only', () => {
    expect(settings.filter((name) => (SECRETS as readonly string[]).includes(name))).toEqual([]);
    expect([...secrets, ...owner].sort()).toEqual([...SECRETS].sort());
    expect(owner).toEqual(SECRETS.filter((name) => name.startsWith('MIGRATION_')));
  });

  it('probes paths that the API and the worker answer', () => {
    const probed = [...deployments.matchAll(/httpGet: \{ path: (\S+),/g)].map(([, path]) => path!);
    expect([...new Set(probed)].sort()).toEqual(['/livez', '/readyz']);
    const worker = read('apps/worker/src/probes.ts');
    for (const path of [...probed, '/metrics']) {
      expect(Object.keys(paths)).toContain(path);
      expect(worker).toContain(`'${path}':`);
    }
  });

  it('starts the programs as the image and npm start do', () => {
    const options = scripts.start!.match(/--\S+/g)!;
    expect(deployments.match(/--[a-z]\S*/g)).toEqual(options);
    for (const program of ['api', 'worker'])
      expect(read('Dockerfile')).toContain(JSON.stringify(['node', ...options, `dist/apps/${program}/src/main.js`]).replaceAll(',', ', '));
    expect(deployments).toContain('- dist/apps/{{ $component }}/src/main.js');
  });

  it('is of the release that it starts', () => {
    expect(read('deploy/chart/Chart.yaml')).toContain(`appVersion: '${version}'`);
  });

  it('gives a process the time that it takes to drain', () => {
    const seconds = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(values)![1]);
    // A process ends within ten seconds of SIGTERM: test/faults/drain.spec.ts.
    expect(seconds('terminationGracePeriodSeconds')).toBeGreaterThanOrEqual(seconds('preStopSeconds') + 15);
  });
}); // prettier-ignore
