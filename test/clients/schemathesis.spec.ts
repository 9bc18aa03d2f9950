import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiClient } from '../support/clients/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Finding, findingsOf } from './findings.js';
import { REJECTED } from './rejected.js';
import { describeWith, run } from './run.js';

jest.setTimeout(900_000);

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'positive_data_acceptance',
];
/** The same cases each time, shrinking nothing. Python 3.11 miscounts its recursion where several threads generate. */
const BOUNDS = [
  '--phases=examples,coverage,fuzzing',
  '--generation-deterministic',
  '--no-shrink',
  '--workers=1',
];
/** They end the very credential that the rest is tried with, or do not end by themselves. */
const LEFT_OUT = ['ApiTokens_revokeOwn', 'Auth_revoke', 'Tenants_erase', 'Streams_stream'];
const PLATFORM = ['Tenants', 'Users', 'Service clients', 'Signing keys', 'Audit', 'Authentication'];

const isListed = ({ check, operation, code, at }: Finding) =>
  check === 'positive_data_acceptance' &&
  REJECTED.some((each) => each.operations.test(operation) && each.code === code && (each.at ?? /^/).test(at));

describeWith('python3')('schemathesis', () => {
  let service: TestApp;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tributary-schemathesis-'));
    service = await startTestApp();
  });
  afterAll(async () => {
    await service?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function examine(name: string, { token }: ApiClient, ...which: string[]) {
    const report = join(folder, `${name}.ndjson`);
    const document = resolve('openapi.json');
    await run(
      folder,
      [
        ...['schemathesis', 'run', document, '--url', service.url, '-H', `Authorization: Bearer ${token}`],
        ...['--checks', CHECKS.join(), ...BOUNDS, '--continue-on-failure', '--report-ndjson-path', report],
        ...[...which, ...LEFT_OUT.map((id) => `--exclude-operation-id=${id}`)],
      ],
      { SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: resolve('test/clients') },
      // It ends with 1 where it found something, which is judged here.
      [0, 1],
    );
    return findingsOf(await readFile(report, 'utf8'));
  }

  const wrong = (findings: readonly Finding[]) => findings.filter((each) => !isListed(each));

  it.each([
    ['an API token', () => service.make.tenant('acme'), ['--max-examples=15']],
    [
      'staff',
      () => service.make.staff(),
      ['--max-examples=10', ...PLATFORM.map((tag) => `--include-tag=${tag}`)],
    ],
  ])(
    'finds, as %s, no 5xx, no answer beside the document, and no rejection without a reason',
    async (name, as, which) => {
      const { findings, errors, cases } = await examine(name.replaceAll(' ', '-'), await as(), ...which);
      console.info(`schemathesis as ${name}: ${cases} cases, ${findings.length} rejected for listed reasons`);
      expect(cases).toBeGreaterThan(300);
      expect(errors).toEqual([]);
      expect(wrong(findings)).toEqual([]);
    },
  );

  it('quotes no pattern to people', async () => {
    const words = await service.make.tenant('words');
    const { body } = await words.get('/v1/events?type=a%20b');
    expect(body.errors[0].detail).toBe('type/0: must be 1 to 128 visible characters');
  });
});
