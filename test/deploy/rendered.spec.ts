import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const TOOLS = process.env.TRIBUTARY_TOOLS || join(homedir(), '.cache/tributary-tools');
const HELM = join(TOOLS, 'bin/helm');
const python = (name: string) => join(TOOLS, 'deploy/bin', name);
const areThere = existsSync(HELM) && existsSync(python('kubernetes-validate'));
const wanted = process.env.DEPLOY === 'true';
if (wanted && !areThere) throw new Error('test/deploy/install must run first; it needs Go and Python');
if (!wanted) console.warn('SKIPPED: the chart is rendered and validated by `npm run test:deploy`');

const CHART = 'deploy/chart';
/** The oldest that the chart takes, and the newest whose schemas there are. */
const VERSIONS = ['1.26.0', '1.37.0'];
const EVERYTHING = [
  'serviceMonitor.enabled=true', 'secrets.METRICS_TOKEN.name=tributary', 'ingress.enabled=true', 'ingress.host=events.example.com',
  'ingress.tlsSecretName=tls', 'worker.autoscaling.enabled=true', 'settings.PUBLIC_URL=https://events.example.com',
  'settings.MAX_STREAMS=2000', 'secrets.REDIS_URL.name=redis', 'imagePullSecrets[0].name=registry',
]; // prettier-ignore
const NOTHING = [
  'networkPolicy.enabled=false', 'migration.enabled=false', 'api.autoscaling.enabled=false', 'api.disruptionBudget.enabled=false',
  'worker.disruptionBudget.enabled=false',
]; // prettier-ignore

interface Container {
  readonly name: string;
  readonly env: { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly securityContext: object;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> };
  readonly spec: { readonly template: { readonly spec: { readonly securityContext: object; readonly containers: Container[] } } };
} // prettier-ignore

function run(command: string, args: string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', input });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const render = (version: string, set: readonly string[]) =>
  run(HELM, [
    'template',
    'events',
    CHART,
    '--kube-version',
    version,
    ...set.flatMap((each) => ['--set', each]),
  ]);
const parse = (yaml: string) =>
  JSON.parse(run(python('python'), ['-c', 'import json, sys, yaml; print(json.dumps([each for each in yaml.safe_load_all(sys.stdin) if each]))'], yaml)) as Manifest[]; // prettier-ignore
const containersOf = (manifests: Manifest[]) =>
  manifests.flatMap(({ kind, spec }) =>
    ['Deployment', 'Job'].includes(kind) ? spec.template.spec.containers : [],
  );

(wanted ? describe : describe.skip)('the rendered chart', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'tributary-chart-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(VERSIONS)('passes helm lint for Kubernetes %s', (version) => {
    expect(run(HELM, ['lint', '--strict', CHART, '--kube-version', version])).toContain('0 chart(s) failed');
  });

  it.each(VERSIONS.flatMap((version) => [['defaults', []], ['everything', EVERYTHING], ['nothing that is optional', NOTHING]].map(([name, set]) => [version, name, set] as [string, string, string[]])))(
    'is valid on Kubernetes %s with %s', (version, _, set) => {
      const yaml = render(version, set);
      const file = join(folder, 'rendered.yaml');
      writeFileSync(file, yaml);
      const said = run(python('kubernetes-validate'), ['-k', version.slice(0, 4), '--strict', file]);
      const unknown = said.split('\n').filter((line) => line.startsWith('WARN'));
      // The operator's own kind is in no schema of Kubernetes.
      expect(unknown.every((line) => line.includes('kind ServiceMonitor'))).toBe(true);
      expect(said.match(/passed for resource/g)).toHaveLength(parse(yaml).length - unknown.length);
    },
  ); // prettier-ignore

  it('has no secret in it, and the owner in the job alone', () => {
    const containers = containersOf(parse(render(VERSIONS[1]!, EVERYTHING)));
    const named = (name: string) => containers.filter(({ env }) => env.some((each) => each.name === name));
    expect(containers.map(({ name }) => name).sort()).toEqual(['api', 'migrate', 'worker']);
    for (const name of ['DATABASE_URL', 'JWT_PRIVATE_KEY', 'METRICS_TOKEN', 'REDIS_URL']) {
      expect(named(name)).toHaveLength(3);
      for (const { env } of named(name)) expect(env.find((each) => each.name === name)).toEqual({ name, valueFrom: { secretKeyRef: expect.anything() } });
    }
    expect(named('MIGRATION_DATABASE_URL').map(({ name }) => name)).toEqual(['migrate']);
    expect(named('MAX_STREAMS')[0]!.env).toContainEqual({ name: 'MAX_STREAMS', value: '2000' });
    expect(named('TOKEN_MAX_DAYS')).toEqual([]);
  }); // prettier-ignore

  it('runs as nobody, on a file system that it cannot write', () => {
    const manifests = parse(render(VERSIONS[1]!, [])).filter(({ kind }) =>
      ['Deployment', 'Job'].includes(kind),
    );
    expect(manifests).toHaveLength(3);
    for (const { spec } of manifests)
      expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65534 });
    for (const { securityContext } of containersOf(manifests))
      expect(securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
      });
  });

  it('migrates before anything is changed', () => {
    const [job] = parse(render(VERSIONS[1]!, [])).filter(({ kind }) => kind === 'Job');
    expect(job!.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
  });

  it('is refused with a monitor and no token: /metrics would be 404', () => {
    expect(() => render(VERSIONS[1]!, ['serviceMonitor.enabled=true'])).toThrow('secrets.METRICS_TOKEN.name');
  });
});

(wanted ? it : it.skip)('hadolint has nothing to say of the Dockerfile', () => {
  expect(run(python('hadolint'), ['Dockerfile'])).toBe('');
});
