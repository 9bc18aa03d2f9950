import { escapeIdentifier, escapeLiteral } from 'pg';
import { ERASER_ROLE, SERVICE_ROLE } from '../migrations/row-level-security.js';
import { type CitusCatalog, type ForeignKey, KEYS_TABLE } from './catalog.js';
import { DELEGATED_FUNCTIONS, FIRST_DISTRIBUTED, LOCAL_TABLES, REFERENCE_TABLES } from './layout.js';

/** The statements of one transaction. */
export interface Step {
  readonly what: string;
  readonly statements: readonly string[];
}

const SCHEMA = KEYS_TABLE.split('.')[0];
const add = ({ table, name, definition }: ForeignKey) =>
  `ALTER TABLE ${table} ADD CONSTRAINT ${escapeIdentifier(name)} ${definition}`;
const drop = ({ table, name }: ForeignKey) =>
  `ALTER TABLE ${table} DROP CONSTRAINT ${escapeIdentifier(name)}`;
const named = (signature: string) => signature.replace(/\(.*/, '');

/** Tables that are distributed by tenant; first the one with which the others are colocated. */
export function distributedTables({ tables }: Pick<CitusCatalog, 'tables'>): string[] {
  const others = tables.filter((name) => ![...REFERENCE_TABLES, ...LOCAL_TABLES, FIRST_DISTRIBUTED].includes(name)); // prettier-ignore
  return [FIRST_DISTRIBUTED, ...others];
}

/**
 * Plans the remaining steps, in the order that Citus requires. Foreign keys are dropped first and added last: Citus
 * would add a table that refers to a reference table to its metadata as a local table, which is not possible with an
 * identity column. The transaction that drops the keys also stores them, so that a later call can resume after a kill.
 */
export function planDistribution(catalog: CitusCatalog, shards: number): Step[] {
  const missing = (names: readonly string[]) => names.filter((name) => !catalog.placed.includes(name));
  const references = missing(REFERENCE_TABLES);
  const distributed = missing(distributedTables(catalog));
  const moves = references.length + distributed.length > 0;
  const dropped = moves ? catalog.keys : [];
  const steps: Step[] = [];
  if (dropped.length)
    steps.push({
      what: `drop ${dropped.length} foreign keys, which the last step adds again`,
      statements: [
        `CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`,
        `CREATE TABLE IF NOT EXISTS ${KEYS_TABLE} ("table" text NOT NULL, name text NOT NULL, definition text NOT NULL, PRIMARY KEY ("table", name))`,
        ...dropped.map(
          (key) =>
            `INSERT INTO ${KEYS_TABLE} VALUES (${[key.table, key.name, key.definition].map(escapeLiteral).join(', ')})`,
        ),
        ...dropped.map(drop),
      ],
    });
  for (const table of references)
    steps.push(place(table, 'copy to every node', `create_reference_table('${table}')`));
  for (const table of distributed) {
    const how = table === FIRST_DISTRIBUTED ? `shard_count => ${shards}, colocate_with => 'none'` : `colocate_with => '${FIRST_DISTRIBUTED}'`; // prettier-ignore
    steps.push(
      place(table, 'distribute by tenant', `create_distributed_table('${table}', 'tenant_id', ${how})`),
    );
  }
  const keys = [...catalog.dropped, ...dropped];
  for (const key of keys)
    steps.push({
      what: `add the foreign key ${key.name} again`,
      statements: [
        add(key),
        `DELETE FROM ${KEYS_TABLE} WHERE "table" = ${escapeLiteral(key.table)} AND name = ${escapeLiteral(key.name)}`,
      ],
    });
  if (keys.length) steps.push({ what: 'forget the foreign keys', statements: [`DROP SCHEMA ${SCHEMA} CASCADE`] }); // prettier-ignore
  for (const signature of DELEGATED_FUNCTIONS)
    if (!catalog.delegated.some((known) => named(known) === named(signature)))
      steps.push(delegate(signature));
  // Citus makes sequences anew when it places a table, and when it adds a key to a reference table.
  const sequences = moves || keys.length ? catalog.identities : catalog.sequences;
  if (sequences.length)
    steps.push({
      what: 'let the service draw identities',
      statements: sequences.map((name) => `GRANT USAGE ON SEQUENCE ${name} TO ${SERVICE_ROLE}`),
    });
  return steps;
}

/** Lifts the policies in this transaction only, because they also hide the rows from the owner, who copies them. */
const place = (table: string, what: string, call: string): Step => ({
  what: `${table}: ${what}`,
  statements: [
    `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
    `SELECT ${call}`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  ],
});

const delegate = (signature: string): Step => ({
  what: `run ${named(signature)} where a tenant's rows are`,
  statements: [
    `GRANT ${ERASER_ROLE} TO CURRENT_USER`,
    `SELECT create_distributed_function('${signature}', '$1', colocate_with => '${FIRST_DISTRIBUTED}', force_delegation => true)`,
    `REVOKE ${ERASER_ROLE} FROM CURRENT_USER`,
  ],
});
