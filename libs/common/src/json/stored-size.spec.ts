import fc from 'fast-check';
import { Client } from 'pg';
import { testServer } from '../../../../test/support/servers/database.js';
import { JsonFault, parseJsonText, RawJson, storedSize } from './index.js';

/** Numbers by JSON's grammar: long, with exponents of all kinds, zeros of all kinds. */
const digits = (most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((each) => each.join(''));
const whole = fc.oneof(
  fc.constant('0'),
  digits(20).map((text) => text.replace(/^0+(?=.)/, '')),
);
const exponent = fc.oneof(
  fc.integer({ min: -25, max: 25 }),
  fc.integer({ min: -400, max: 400 }),
  fc.constantFrom(-16_383, -16_384, -99_999, 99_999, 131_073, -16_380),
);
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    whole,
    fc.option(
      fc.oneof(digits(30), digits(400), fc.constant('0'.repeat(16_383)), fc.constant('0'.repeat(16_384))),
    ),
    fc.option(exponent),
    fc.constantFrom('e', 'E', 'e+'),
  )
  .map(
    ([sign, int, fraction, power, mark]) =>
      `${sign}${int}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `${power < 0 ? mark[0] : mark}${power}`}`,
  );
const text = fc.oneof(
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((value) => !value.includes('\0'))
    .map((value) => JSON.stringify(value)),
  fc
    .array(
      fc.constantFrom(
        '\\u0041',
        '\\u00e9',
        '\\u20ac',
        '\\ud83d\\ude00',
        '\\/',
        '\\"',
        '\\\\',
        '\\u0022',
        '\\u005c',
        '\\n',
        '\\u000a',
        '\\u0001',
        '\\u001f',
        '\\u007f',
        '\u007f',
        'é',
        '€',
        '😀',
        '/',
      ),
      { maxLength: 12 },
    )
    .map((each) => `"${each.join('')}"`),
);
const space = fc.constantFrom('', ' ', '\n\t ');
const value: fc.Arbitrary<string> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    number,
    text,
    fc.constantFrom('true', 'false', 'null', '{}', '[ ]'),
    tie('array') as fc.Arbitrary<string>,
    tie('object') as fc.Arbitrary<string>,
  ),
  array: fc
    .tuple(fc.array(tie('value') as fc.Arbitrary<string>, { minLength: 1, maxLength: 5 }), space)
    .map(([each, gap]) => `[${gap}${each.join(`${gap},`)}${gap}]`),
  object: fc
    .tuple(fc.array(tie('value') as fc.Arbitrary<string>, { minLength: 1, maxLength: 5 }), space)
    .map(([each, gap]) => `{${each.map((member, i) => `"k${i}é"${gap}:${gap}${member}`).join()}}`),
})).value as fc.Arbitrary<string>;

describe('the size of JSON as PostgreSQL gives it back', () => {
  let client: Client;
  beforeAll(async () => {
    client = new Client({ connectionString: (await testServer()).adminUrl });
    await client.connect();
  });
  afterAll(() => client.end());

  it('is exact, and what our check accepts PostgreSQL holds', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(value, async (json) => {
        const parsed = parseJsonText(`{"v":${json}}`, { rawKeys: new Set(['v']) });
        if (parsed instanceof JsonFault)
          return expect(parsed.code).toMatch(/number_out_of_range|invalid_unicode/);
        accepted++;
        const { rows } = await client.query('SELECT octet_length($1::jsonb::text) AS size', [json]);
        expect(storedSize(json)).toBe(rows[0].size);
        // What stands in for it far from the limit: never less than the size.
        const { v } = parsed as { v: RawJson };
        expect(3 * v.text.length + v.expansion).toBeGreaterThanOrEqual(rows[0].size);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(500);
  }, 120_000);

  it('of a number alone is exact, and what is refused a double or PostgreSQL does not hold', async () => {
    await fc.assert(
      fc.asyncProperty(number, async (literal) => {
        const parsed = parseJsonText(`[${literal}]`);
        if (!(parsed instanceof JsonFault)) {
          const { rows } = await client.query('SELECT octet_length($1::jsonb::text) AS size', [literal]);
          return expect([literal, storedSize(literal)]).toEqual([literal, rows[0].size]);
        }
        const double = Number(literal);
        const isInteger = /^-?\d+$/.test(literal);
        const isZero = !/^[^eE]*[1-9]/.test(literal);
        const unheld = isInteger
          ? !Number.isSafeInteger(double)
          : !Number.isFinite(double) || (double === 0) !== isZero;
        if (unheld || Math.abs(Number(/[eE](.+)$/.exec(literal)?.[1] ?? 0)) > 100_000) return;
        await expect(client.query('SELECT $1::jsonb', [literal])).rejects.toMatchObject({ code: '22003' });
      }),
      { numRuns: 3000 },
    );
  }, 120_000);
});
