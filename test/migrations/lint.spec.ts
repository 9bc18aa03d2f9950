import { createEmptyDatabase } from '../support/servers/database.js';
import { brokenRules, describeWithSquawk, type SentSql, sqlOfMigrations } from './lint.js';

/** The last migration that needs a stop of the service. Newer ones run next to the previous release. */
const LAST_STOP = 1700000027000;
/** What newer migrations may do all the same, and why. docs/compatibility.md says what the first two mean for an upgrade. */
const ALLOWED = {
  'TokenRevocation1700000029000 drop-function':
    'older than this check; processes of before are stopped first',
  'Changes1700000030000 drop-function': 'older than this check; processes of before are stopped first',
  'CursorKeys1700000029100 prefer-bigint-over-int': 'a new key every 90 days',
};

const timestampOf = ({ name }: SentSql) => Number(/\d+$/.exec(name)![0]);

describeWithSquawk('migrations newer than the last stop', () => {
  it('block nothing, and take nothing away that a running process uses', async () => {
    const all = await sqlOfMigrations((await createEmptyDatabase()).ownerUrl);
    const checked = all.filter((sent) => timestampOf(sent) > LAST_STOP || !sent.isTransaction);
    expect(checked.map(({ name }) => name)).toContain('EventsByTime1700000023000');
    const broken = checked.flatMap((sent) => brokenRules(sent).map((rule) => `${sent.name} ${rule}`));
    expect(broken.sort()).toEqual(Object.keys(ALLOWED).sort());
  }, 120_000);
});

describeWithSquawk('the check of migrations', () => {
  it.each([
    ['CREATE INDEX i ON events (type)', true, ['require-concurrent-index-creation']],
    ['CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON events (type)', false, []],
    ['CREATE INDEX CONCURRENTLY i ON events (type)', false, ['prefer-robust-stmts']],
    ['ALTER TABLE events ADD COLUMN extra text', true, []],
    ['ALTER TABLE events DROP COLUMN source', true, ['ban-drop-column']],
    ['ALTER TABLE events RENAME COLUMN source TO origin', true, ['renaming-column']],
    ['ALTER TABLE events ALTER COLUMN source SET NOT NULL', true, ['adding-not-nullable-field']],
    ['ALTER TABLE events ADD CONSTRAINT c CHECK (late IS NOT NULL)', true, ['constraint-missing-not-valid']],
    ['ALTER TABLE events ADD CONSTRAINT c CHECK (late IS NOT NULL) NOT VALID', true, []],
    ['DROP FUNCTION app_signing_keys()', true, ['drop-function']],
  ])('says of %s', (statement, isTransaction, rules) => {
    expect(brokenRules({ isTransaction, statements: [statement] })).toEqual(rules);
  });
});
