import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { documentedFamilies } from './documented.js';
import { EVENT_FAMILIES, type Family, FORM_FAMILIES, IMPORT_FAMILIES } from './families.js';
import { type Cost, costOf, lesser, type Tokens } from './measure.js';
import { ProbedService } from './service.js';
import { UNLIMITED } from '../support/unlimited.js';

/**
 * Measures what requests cost, by how they are made: each family at three sizes, each twice the one before. The long
 * form goes up to the limits of the routes and prints its table; the short one, which runs with all tests, uses a tenth
 * of that.
 *
 * It checks CPU time of the process, not elapsed time, and the minimum of several attempts, because other load on the
 * machine can only add to it. A family that exceeds its bound is measured again, up to MORE times.
 */
const LONG = process.env.COST === 'long';
const KiB = 1024;
const SIZES = LONG ? [1200, 2400, 4800].map((each) => each * KiB) : [128, 256, 512].map((each) => each * KiB);
const FORM_SIZES = LONG
  ? [250, 500, 1000].map((each) => each * KiB)
  : [64, 128, 256].map((each) => each * KiB);
/** Sizes of an address. Node rejects more than 16 KiB of head. */
const ADDRESS_SIZES = [3, 6, 12].map((each) => each * KiB);
const TRIES = LONG ? 3 : 1;
const MORE = 6;

/** Largest factor in cost for twice the size. */
const MOST_DOUBLING = 2.5;
/** Largest factor in cost, compared with a well-formed request of the same size. */
const MOST_OF_GOOD = 5;
/**
 * Cost of any request regardless of its size, plus garbage collection and noise, which is not checked. CPU
 * milliseconds.
 */
const SLACK_MS = 25;
/** Longest turn of the event loop. The short form runs next to other tests, so its bound is looser. Milliseconds. */
const MOST_TURN_MS = LONG ? 50 : 500;
const MOST_ITEM_ANSWER = KiB;

const FAMILIES = [
  ...[...EVENT_FAMILIES, ...IMPORT_FAMILIES].map((family) => ({ family, sizes: SIZES })),
  ...FORM_FAMILIES.map((family) => ({ family, sizes: FORM_SIZES })),
];

/** Number of families that are tried, of the thousands that the document yields, drawn at random each time. */
const SAMPLE = LONG ? 600 : 40;
const SEED = Number(process.env.COST_SEED ?? Date.now() % 1_000_000);
const DOCUMENTED = documentedFamilies();
/** Pages that are not in the document, and those that need no credential. */
const PUBLIC = [
  '/docs', '/docs/swagger-ui-init.js', '/docs/swagger-ui.css', '/openapi.json', '/openapi.yaml', '/.well-known/jwks.json',
  '/.well-known/oauth-authorization-server', '/livez', '/readyz', '/metrics', '/nothing-here',
]; // prettier-ignore

jest.setTimeout(LONG ? 3_600_000 : 300_000);

describe('the cost of a request', () => {
  let home: TestApp;
  let service: ProbedService;
  let tokens: Tokens;
  const good = new Map<string, Cost>();
  const rows: string[] = [];

  beforeAll(async () => {
    home = await startTestApp();
    const acme = await home.make.tenant('acme', { limits: UNLIMITED });
    const { body } = await acme.post('/v1/devices/sensor-1/tokens', { name: 'cost' });
    const [admin, staff] = [await home.make.member('tenant_admin', 'acme'), await home.make.staff()];
    tokens = {
      device: body.token,
      token: acme.token,
      admin: admin.token,
      staff: staff.token,
      none: undefined,
    };
    service = await ProbedService.start(home.database);
    // Code that runs for the first time is slow, so each family runs once before it is measured.
    for (const { family, sizes } of FAMILIES) await costOf(service, tokens, family, sizes[0], 1);
    for (const { family, sizes } of FAMILIES)
      if (family.like === family.name)
        for (const bytes of new Set([...sizes, ...FORM_SIZES]))
          good.set(`${family.name} ${bytes}`, await costOf(service, tokens, family, bytes, TRIES + 2));
  });
  afterAll(async () => {
    if (LONG) process.stdout.write(`${HEAD}\n${rows.join('\n')}\n`);
    await service.stop();
    await home.close();
  });

  it.each(FAMILIES.map(({ family, sizes }) => [family.name, family, sizes] as const))(
    'of %s is in proportion to its size',
    async (_, family, sizes) => {
      const costs = await judged(family, sizes, TRIES);
      rows.push(rowOf(family, sizes, costs));
      expect(missesOf(family, sizes, costs)).toEqual([]);
      expect(service.alive).toBe(true);
    },
  );

  it.each([
    ['field of a body', DOCUMENTED.bodies, FORM_SIZES],
    ['address', DOCUMENTED.addresses, ADDRESS_SIZES],
  ] as const)('of a sample of what OpenAPI documents, grown in each %s, is in proportion to its size', async (what, all, sizes) => {
    const families = fc.sample(fc.constantFrom(...all), { numRuns: SAMPLE, seed: SEED });
    const misses: string[] = [];
    for (const family of families) {
      const costs = await judged(family, sizes, 1);
      misses.push(...missesOf(family, sizes, costs).map((miss) => `${family.name} (${family.credential}): ${miss}`));
    }
    if (LONG) process.stdout.write(`${families.length} of ${all.length} families, by ${what}: ${misses.length} misses\n`);
    expect([SEED, misses]).toEqual([SEED, []]);
    expect(service.alive).toBe(true);
  }); // prettier-ignore

  it.each(PUBLIC)('of GET %s, which anybody may send, is small once it was sent', async (path) => {
    const family: Family = { name: path, method: 'GET', path, credential: 'none', like: '' };
    expect(missesOf(family, [0], await judged(family, [0], 1))).toEqual([]);
  });

  /** The minimum of several attempts. A family that exceeds its bound is tried again. */
  async function judged(family: Family, sizes: readonly number[], tries: number): Promise<Cost[]> {
    const costs: Cost[] = [];
    for (const bytes of sizes) costs.push(await costOf(service, tokens, family, bytes, tries));
    for (let i = 0; i < MORE && missesOf(family, sizes, costs).length; i++)
      for (const [place, bytes] of sizes.entries())
        costs[place] = lesser(costs[place], await costOf(service, tokens, family, bytes, 1));
    return costs;
  }

  function missesOf(family: Family, sizes: readonly number[], costs: readonly Cost[]): string[] {
    return costs.flatMap((cost, i) => {
      // An address is small, so it may cost only the unchecked amount.
      const wellFormed = good.get(`${family.like} ${sizes[i]}`)?.cpuMs ?? 0;
      const before = costs[i - 1]?.cpuMs ?? Infinity;
      return [
        cost.cpuMs > MOST_DOUBLING * before + SLACK_MS
          ? `${sizes[i]} B: ${cost.cpuMs} ms after ${before} ms`
          : '',
        cost.cpuMs > MOST_OF_GOOD * wellFormed + SLACK_MS
          ? `${sizes[i]} B: ${cost.cpuMs} ms, well-formed ${wellFormed} ms`
          : '',
        cost.turnMs > MOST_TURN_MS ? `${sizes[i]} B: a turn of ${cost.turnMs} ms` : '',
        cost.answerBytes > 1000 * MOST_ITEM_ANSWER ? `an answer of ${cost.answerBytes} B` : '',
        cost.status >= 500 ? `status ${cost.status}` : '',
      ].filter(Boolean);
    });
  }

  const rowOf = ({ name, credential, like }: Family, sizes: readonly number[], costs: readonly Cost[]) => {
    const last = costs.length - 1;
    const wellFormed = good.get(`${like} ${sizes[last]}`)!.cpuMs;
    const cells = [
      name, credential, costs[last].status, ...costs.map(({ cpuMs }) => cpuMs.toFixed(0)),
      (costs[last].cpuMs / wellFormed).toFixed(2), Math.max(...costs.map(({ turnMs }) => turnMs)).toFixed(0), costs[last].rssMiB.toFixed(0),
    ]; // prettier-ignore
    return `| ${cells.join(' | ')} |`;
  };
  const HEAD =
    '| family | credential | status | n, CPU ms | 2n | 4n | 4n / well-formed | longest turn, ms | RSS grown, MiB |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |';
});
