import { Client } from 'pg';
import { createTestDatabase } from '../support/servers/database.js';

/** A rule of the catalog: its name, a query that answers what breaks it, and DDL that breaks it. */
export type CatalogRule = readonly [rule: string, offenders: string, breakIt: string];

/** The catalog of a database of its own, inside a `describe`. */
export function catalogOfTest() {
  let admin: Client;
  beforeAll(async () => {
    admin = new Client({ connectionString: (await createTestDatabase()).adminUrl });
    await admin.connect();
  });
  afterAll(() => admin.end());

  /** The first column of a query. */
  const offenders = async (query: string) =>
    (await admin.query({ text: query, rowMode: 'array' })).rows.map(([name]) => String(name));
  return { admin: () => admin, offenders };
}

/** Tests that each rule holds, and that it can fail. */
export function testRules(
  rules: readonly CatalogRule[],
  { admin, offenders }: ReturnType<typeof catalogOfTest>,
) {
  describe.each(rules)('%s', (_, query, breakIt) => {
    it('holds', async () => {
      expect(await offenders(query)).toEqual([]);
    });

    it('is seen to break', async () => {
      await admin().query('BEGIN');
      try {
        await admin().query(breakIt);
        expect(await offenders(query)).not.toEqual([]);
      } finally {
        await admin().query('ROLLBACK');
      }
    });
  });
}
