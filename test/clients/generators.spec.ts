import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTestApp, type TestApp } from '../support/app.js';
import { stopLimitClock } from '../support/limit-clock.js';
import { FLOW, read } from './flow.js';
import { GENERATORS, makeTypedClient } from './generators.js';
import { describeWith, run, wanted } from './run.js';

const DOCUMENT = resolve('openapi.json');
const table: string[] = [];

jest.setTimeout(600_000);

(wanted ? describe : describe.skip)('a client made from the document', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
    // An event a second: the second one waits for a whole second, however slow the client is.
    stopLimitClock(service);
  });
  afterAll(async () => {
    await service?.close();
    if (table.length) console.info(`generator × flow\n${table.join('\n')}`);
  });

  /** Two tenants of its own: one that takes what comes, one that takes an event a second. */
  async function tenants(name: string): Promise<Record<string, string>> {
    const bearer = async (made: Promise<{ token?: string }>) => (await made).token!;
    return {
      TRIBUTARY_URL: service.url,
      TRIBUTARY_TOKEN: await bearer(service.make.tenant(name)),
      TRIBUTARY_READER: await bearer(service.make.token(name, ['events:read'])),
      TRIBUTARY_SLOW: await bearer(
        service.make.tenant(`${name}-slow`, { limits: { events_per_second: 1, burst_events: 1 } }),
      ),
    };
  }

  /** Runs the ten lines of docs/client.md in a tenant of their own. */
  async function tellsTheTen(name: string, command: readonly string[]) {
    const said = await run('.', command, await tenants(`ten-${name}`));
    expect(said.replaceAll(/\s+/g, ' ')).toMatch(/created.*duplicate.*event_conflict.*door-1.*Ada/);
  }

  for (const { name, needs, make, tenLines } of GENERATORS)
    describeWith(...needs)(`by ${name}`, () => {
      let folder: string;
      let told = new Map<string, string>();
      let failure: unknown;

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), `tributary-${name}-`));
        try {
          const command = await make(folder, DOCUMENT);
          told = read(await run(folder, command, await tenants(name)));
        } catch (error) {
          failure = error;
        }
      });
      afterAll(async () => {
        const right = FLOW.filter(([step, expected]) => told.get(step) === expected).length;
        table.push(`${name.padEnd(26)} ${right} of ${FLOW.length} steps right`);
        await rm(folder, { recursive: true, force: true });
      });

      it('generates, compiles and comes to its end', () => {
        if (failure) throw failure;
      });

      if (tenLines)
        it('does what docs/client.md shows', async () => tellsTheTen(name, await tenLines(folder)));

      it.each(FLOW)('%s: %s', (step, expected) => expect(told.get(step)).toBe(expected));
    });

  describeWith('bash', 'curl')('curl', () => {
    it('does what docs/client.md shows', () =>
      tellsTheTen('curl', ['bash', 'test/clients/ten-lines/send.sh']));
  });

  describeWith('npm')('the typed client', () => {
    it('does what docs/client.md shows', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tributary-typed-client-'));
      await tellsTheTen('typed', await makeTypedClient(folder));
      await rm(folder, { recursive: true, force: true });
    });
  });

  describeWith('go')('kin-openapi', () => {
    it('finds the document valid, its patterns and examples among it', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tributary-kin-openapi-'));
      for (const [from, name] of [
        ['tools/go.mod', 'go.mod'],
        ['kin-openapi/main.go', 'main.go'],
      ] as const)
        await copyFile(resolve('test/clients', from), join(folder, name));
      expect(await run(folder, ['go', 'run', '.', DOCUMENT])).toMatch(/^valid: \d+ paths/);
      await rm(folder, { recursive: true, force: true });
    });
  });

  describeWith('python3')('openapi-spec-validator', () => {
    it('finds the document valid', async () => {
      expect(await run('.', ['openapi-spec-validator', DOCUMENT])).toContain('OK');
    });
  });

  it.each([
    ['redocly recommended', ['redocly', 'lint', DOCUMENT, '--extends=recommended-strict']],
    ['spectral:oas', ['spectral', 'lint', '--fail-severity=hint', '--ruleset=.spectral.yaml', DOCUMENT]],
  ])('finds nothing to say by %s, not even a warning', async (_, command) => {
    await run('.', command);
  });
});
