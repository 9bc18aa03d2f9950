import { asAdmin, testServer } from '../../../test/support/servers/database.js';
import { booleanArray, jsonbArray, textArray, timestamptzArray } from './arrays.js';

describe('binary arrays', () => {
  const read = async (type: string, array: Buffer) =>
    asAdmin((await testServer()).adminUrl, async (admin) => {
      const { rows } = await admin.query(`SELECT to_json(v) AS value FROM unnest($1::${type}[]) AS v`, [
        array,
      ]);
      return rows.map(({ value }) => value as unknown);
    });

  it('are read by PostgreSQL as what they were made of', async () => {
    expect(await read('text', textArray(['', 'plain', '"{,}\\ NULL', 'ünïcödé 🦉']))).toEqual(['', 'plain', '"{,}\\ NULL', 'ünïcödé 🦉']); // prettier-ignore
    expect(await read('text', textArray([]))).toEqual([]);
    const long = [
      'x'.repeat(47),
      'x'.repeat(48),
      'x'.repeat(49),
      `${'x'.repeat(47)}é`,
      '🦉'.repeat(400_000),
      'after',
    ];
    expect(await read('text', textArray(long))).toEqual(long);
    const large = [null, 'é'.repeat(600_000), 'x'.repeat(47) + 'é', '', '\ud800', '🦉'.repeat(400_000)];
    expect(await read('text', textArray(large))).toEqual(
      large.map((text) => (text === '\ud800' ? '\ufffd' : text)),
    );
    expect(textArray(['shared again'])).toHaveLength(20 + 4 + 12);
    expect(await read('boolean', booleanArray([true, false]))).toEqual([true, false]);
    expect(await read('jsonb', jsonbArray(['{"é": [1.10]}', null, '7']))).toEqual([{ é: [1.1] }, null, 7]);
    const times = ['0001-01-01T00:00:00.001Z', '1714-06-03T10:00:00.001Z', '1999-12-31T23:59:59.999Z', '2000-01-01T00:00:00.000Z', '2286-06-04T00:00:00.001Z', '1969-12-31T23:59:59.999Z', '2026-11-24T04:16:05.123Z', '9999-12-31T23:59:59.999Z']; // prettier-ignore
    const answered = await read(
      'timestamptz',
      timestamptzArray([...times.map((time) => Date.parse(time)), null]),
    );
    expect(answered.slice(0, -1).map((time) => new Date(time as string).toISOString())).toEqual(times);
    expect(answered.at(-1)).toBeNull();
  });
});
