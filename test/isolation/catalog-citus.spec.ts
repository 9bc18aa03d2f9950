import {
  type CitusCatalog,
  DELEGATED_FUNCTIONS,
  FIRST_DISTRIBUTED,
  LOCAL_TABLES,
  planDistribution,
  readCitusCatalog,
  REFERENCE_TABLES,
  type Step,
} from '#libs/database';
import { type CatalogRule, catalogOfTest, testRules } from './catalog-rules.js';

/** Of the release before, whose processes may still call them; the next release drops them. This one calls none. */
const LEAVING = ['app_erase', 'app_queue_depth', 'app_tenants_to_sweep', 'app_tenants_to_tidy'];
/** Called only if the database is not distributed. */
const PLAIN = ['app_tenants_of_tokens'];

const list = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
const delegated = DELEGATED_FUNCTIONS.map((signature) => signature.replace(/\(.*/, ''));
const listed = [...REFERENCE_TABLES, ...LOCAL_TABLES];
const tables = `(SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p'))`;
const distributed = `(SELECT oid, relname FROM ${tables} t WHERE relname NOT IN (${list(listed)}))`;
const named = (list: string) => `(SELECT oid, relname FROM ${tables} t WHERE relname IN (${list}))`;
const hasTenant = (relation: string) =>
  `EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = ${relation} AND a.attname = 'tenant_id' AND NOT a.attisdropped)`;
const firstColumn = (relation: string, number: string) =>
  `(SELECT attname FROM pg_attribute WHERE attrelid = ${relation} AND attnum = ${number})`;
/** Functions that read or write a distributed table. */
const over = `pg_proc p JOIN ${distributed} d ON p.prosrc ~* ('\\m(from|join|into|update)\\s+' || d.relname || '\\M') WHERE p.pronamespace = 'public'::regnamespace`;

/** What Citus needs of the schema, seen on plain PostgreSQL: each rule, what breaks it, and DDL that breaks it. */
const RULES: CatalogRule[] = [
  [
    'a table that is on no list is a tenant’s',
    `SELECT relname FROM ${distributed} d WHERE NOT ${hasTenant('d.oid')}`,
    'CREATE TABLE bad (id bigint)',
  ],
  [
    'a table that is on a list is there',
    `SELECT name FROM unnest(ARRAY[${list([...listed, FIRST_DISTRIBUTED])}]) name WHERE to_regclass('public.' || name) IS NULL`,
    'DROP TABLE queue_marks',
  ],
  [
    'no policy reads a table, or calls a function of the schema',
    `SELECT polname FROM pg_policy p WHERE concat(p.polqual, p.polwithcheck) ~ 'SUBLINK'
      OR EXISTS (SELECT FROM pg_proc f WHERE f.pronamespace = 'public'::regnamespace AND concat(p.polqual, p.polwithcheck) ~ (':funcid ' || f.oid || '\\M'))`,
    'CREATE POLICY bad ON users FOR SELECT TO tributary_service USING (EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id))',
  ],
  [
    'a function that runs as another role, and is over distributed tables, runs where the rows are',
    `SELECT proname FROM ${over} AND p.prosecdef AND p.proname NOT IN (${list([...delegated, ...LEAVING, ...PLAIN])})`,
    'CREATE FUNCTION bad(t bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN PERFORM FROM events; END $$',
  ],
  [
    'a function that runs where the rows are takes the tenant first',
    `SELECT s.name FROM unnest(ARRAY[${list(DELEGATED_FUNCTIONS)}]) AS s (name)
      WHERE to_regprocedure(s.name) IS NULL OR (SELECT p.proargtypes[0] <> 'bigint'::regtype OR p.proargnames[1] <> 'tenant' FROM pg_proc p WHERE p.oid = to_regprocedure(s.name))`,
    'DROP FUNCTION app_purge_audit(bigint, integer)',
  ],
  [
    'no function with arguments in SQL is over distributed tables',
    `SELECT proname FROM ${over} AND p.pronargs > 0 AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql') AND p.proname NOT IN (${list([...LEAVING, ...PLAIN])})`,
    'CREATE FUNCTION bad(t bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM events WHERE tenant_id = t $$',
  ],
  [
    'primary and unique keys of a distributed table have the tenant',
    `SELECT i.indexrelid::regclass::text FROM pg_index i JOIN ${distributed} d ON d.oid = i.indrelid
      WHERE i.indisunique AND ${firstColumn('i.indrelid', 'i.indkey[0]')} IS DISTINCT FROM 'tenant_id'`,
    'CREATE UNIQUE INDEX bad ON events (event_uid)',
  ],
  [
    'a distributed table refers to a reference table, or by the tenant to another distributed one',
    `SELECT f.conname FROM pg_constraint f JOIN ${distributed} d ON d.oid = f.conrelid WHERE f.contype = 'f'
        AND f.confrelid NOT IN (SELECT oid FROM ${named(list(REFERENCE_TABLES))} r)
        AND NOT (f.confrelid IN (SELECT oid FROM ${distributed} o) AND ${firstColumn('f.conrelid', 'f.conkey[1]')} = 'tenant_id' AND ${firstColumn('f.confrelid', 'f.confkey[1]')} = 'tenant_id')`,
    'ALTER TABLE devices ADD COLUMN bad uuid REFERENCES erasures (id)',
  ],
  [
    'what is no tenant’s refers to no distributed table, and a reference table to reference tables only',
    `SELECT f.conname FROM pg_constraint f JOIN ${named(list(listed))} l ON l.oid = f.conrelid WHERE f.contype = 'f'
        AND (f.confrelid IN (SELECT oid FROM ${distributed} d)
          OR l.relname IN (${list(REFERENCE_TABLES)}) AND f.confrelid NOT IN (SELECT oid FROM ${named(list(REFERENCE_TABLES))} r))`,
    'ALTER TABLE erasure_people ADD COLUMN t bigint, ADD COLUMN d bigint, ADD FOREIGN KEY (t, d) REFERENCES devices (tenant_id, id)',
  ],
];

describe('the catalog, as Citus needs it', () => {
  const tested = catalogOfTest();

  describe('a plan of its distribution', () => {
    const plan = async (change: Partial<CitusCatalog> = {}) => {
      const catalog = { ...(await readCitusCatalog(tested.admin())), ...change };
      return { catalog, steps: planDistribution(catalog, 32) };
    };
    const sent = ({ steps }: { steps: readonly Step[] }, what: RegExp) =>
      steps.flatMap(({ statements }) => statements.map((sql) => what.exec(sql)?.[1]).filter(Boolean));

    it('places every table that is not local, and adds each key that it drops', async () => {
      const planned = await plan();
      const { tables, keys } = planned.catalog;
      const placed = sent(planned, /SELECT create_(?:reference|distributed)_table\('(\w+)'/);
      expect([...placed, ...LOCAL_TABLES].sort()).toEqual([...tables].sort());
      expect(keys.length).toBeGreaterThan(15);
      for (const verb of ['DROP', 'ADD'])
        expect(sent(planned, new RegExp(`${verb} CONSTRAINT "(\\w+)"`)).sort()).toEqual(
          keys.map(({ name }) => name).sort(),
        );
      expect(sent(planned, / NO (FORCE) /)).toHaveLength(placed.length);
      expect(sent(planned, /\w+ (FORCE) ROW/)).toHaveLength(2 * placed.length);
    });

    it('goes on where it was interrupted', async () => {
      const { keys, tables } = (await plan()).catalog;
      const placed = tables.filter((name) => !LOCAL_TABLES.includes(name) && name !== 'events');
      const planned = await plan({ placed, keys: keys.slice(0, 5), dropped: keys.slice(5) });
      expect(sent(planned, /SELECT create_\w+_table\('(\w+)'/)).toEqual(['events']);
      expect(sent(planned, /DROP CONSTRAINT "(\w+)"/)).toHaveLength(5);
      expect(sent(planned, /ADD CONSTRAINT "(\w+)"/)).toHaveLength(keys.length);
    });

    it('is empty where all is done', async () => {
      const { tables } = (await plan()).catalog;
      const placed = tables.filter((name) => !LOCAL_TABLES.includes(name));
      expect((await plan({ placed, delegated: DELEGATED_FUNCTIONS, sequences: [] })).steps).toEqual([]);
    });
  });

  testRules(RULES, tested);
});
