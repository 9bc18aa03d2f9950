import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const RULES = 'deploy/alerts.yml';
const RUNBOOK = 'docs/operations.md';
const rules = readFileSync(RULES, 'utf8')
  .split(/^ +- (?=alert:)/m)
  .slice(1)
  .map((text) => ({
    name: /^alert: (\w+)/.exec(text)![1],
    expr: /^ +expr: (.*)$/m.exec(text)![1],
    runbook: /runbook_url: '(.+)'/.exec(text)?.[1],
  }));

describe('alert rules', () => {
  let service: TestApp;
  let text: string;
  beforeAll(async () => {
    service = await startTestApp({ RUN_WORKER: 'true' });
    const client = await service.make.tenant('acme');
    await client.post('/v1/events', event());
    text = (await service.api.get('/metrics')).text;
  });
  afterAll(() => service.close());

  it('are there, each once', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });

  const charts = (JSON.parse(readFileSync('deploy/dashboard.json', 'utf8')) as Dashboard).panels
    .filter(({ targets }) => targets)
    .flatMap(({ title, targets }) => targets!.map(({ expr }) => ({ name: `The chart '${title}'`, expr })));

  it.each([...rules, ...charts])(
    '$name asks for metrics that are told, by labels that they have',
    ({ expr }) => {
      const asked = [...expr.matchAll(/\b((?:tributary|nodejs|process)_\w+|up)(?:\{([^}]*)\})?/g)];
      expect(asked.length).toBeGreaterThan(0);
      for (const [, name, labels = ''] of asked.filter(([, name]) => name !== 'up')) {
        expect(text).toContain(`\n# TYPE ${name.replace(/_bucket$/, '')} `);
        const series = text.split('\n').filter((line) => line.startsWith(`${name}{`));
        // Prometheus adds the label `job` when it scrapes.
        for (const [, label] of labels.replace('job="tributary"', '').matchAll(/(\w+)(?:=|!=|=~|!~)"/g))
          expect([series.length && series.every((line) => line.includes(`${label}="`)), label]).toEqual([
            true,
            label,
          ]);
      }
    },
  );

  it.each(rules)('$name has its section in the runbook', ({ name, runbook }) => {
    const section = new RegExp(`^### ${name}\n\n\\S.{80}`, 'm');
    expect(readFileSync(RUNBOOK, 'utf8')).toMatch(section);
    expect(runbook).toBe(`{{ $externalLabels.runbooks }}/${RUNBOOK}#${name.toLowerCase()}`);
  });

  it('tell of a process that is down, and of a job that has none', () => {
    const { expr } = rules.find(({ name }) => name === 'TributaryDown')!;
    expect(expr).toMatch(/up\{job="tributary"\} == 0 or absent\(up\{job="tributary"\}\)/);
  });

  it('have no section too many, and name tests that exist', () => {
    const runbook = readFileSync(RUNBOOK, 'utf8');
    const sections = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(sections.sort()).toEqual(rules.map(({ name }) => name).sort());
    const tests = [...runbook.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path);
    expect(tests.length).toBeGreaterThan(0);
    for (const path of tests) expect([path, existsSync(path)]).toEqual([path, true]);
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  if (!promtool && process.env.CI) throw new Error('Continuous integration needs promtool');
  if (!promtool)
    console.warn('SKIPPED: alert rules: promtool is not installed, so their syntax is not checked');
  (promtool ? it : it.skip)('are valid to promtool', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, expect.anything()]);
  });
  (promtool ? it : it.skip)('go by metrics that promtool finds nothing wrong with', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      encoding: 'utf8',
      input: text,
    });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });
});
