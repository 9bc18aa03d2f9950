import type { Client } from 'pg';
import { SERVICE_ROLE } from '../migrations/row-level-security.js';

export interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** The state of a database that decides about its distribution. */
export interface CitusCatalog {
  /** Such as `13.2-1`; undefined if the extension is missing. */
  readonly version?: string;
  /** Names of the tables of the schema. */
  readonly tables: readonly string[];
  readonly keys: readonly ForeignKey[];
  /** Foreign keys that an unfinished distribution dropped and must still add. */
  readonly dropped: readonly ForeignKey[];
  /** Reference tables and distributed tables. */
  readonly placed: readonly string[];
  /** Sequences of identity columns. */
  readonly identities: readonly string[];
  /** Those that the service may not use yet. */
  readonly sequences: readonly string[];
  /** Signatures of functions that run on the workers. */
  readonly delegated: readonly string[];
}

/** Table in which an unfinished distribution stores the keys that it dropped. */
export const KEYS_TABLE = 'tributary_distribution.keys';

const TABLES = `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`;
/** Citus hides shards in pg_class, and there alone. */
const KEYS = `SELECT c.relname::text AS "table", f.conname AS name, pg_get_constraintdef(f.oid) AS definition
  FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
 WHERE f.contype = 'f' AND f.conparentid = 0 AND f.connamespace = 'public'::regnamespace`;
const DROPPED = `SELECT "table", name, definition FROM ${KEYS_TABLE}`;
/** Citus also has tables in its metadata that only refer to reference tables; those stay local. */
const PLACED = `SELECT logicalrelid::text AS name FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'`;
/**
 * In Citus the inserting role takes the identity value from the sequence, so it needs the right; PostgreSQL does not
 * need it.
 */
const IDENTITIES = `SELECT s.seqrelid::regclass::text AS name FROM pg_sequence s JOIN pg_depend d ON d.objid = s.seqrelid AND d.deptype = 'i'
  JOIN pg_class t ON t.oid = d.refobjid AND t.relnamespace = 'public'::regnamespace`;
const SEQUENCES = `${IDENTITIES} WHERE NOT has_sequence_privilege('${SERVICE_ROLE}', s.seqrelid, 'USAGE')`;
const DELEGATED = `SELECT objid::regprocedure::text AS name FROM pg_catalog.pg_dist_object
  WHERE classid = 'pg_proc'::regclass AND distribution_argument_index IS NOT NULL`;

export async function readCitusCatalog(client: Client): Promise<CitusCatalog> {
  const rows = async <Row>(text: string, order = 'name') =>
    (await client.query(`SELECT * FROM (${text}) q ORDER BY ${order}`)).rows as Row[];
  const names = async (text: string) => (await rows<{ name: string }>(text)).map(({ name }) => name);
  const [{ version, began }] = (
    await client.query(
      `SELECT (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS version, to_regclass('${KEYS_TABLE}') IS NOT NULL AS began`,
    )
  ).rows;
  return {
    version: version ?? undefined,
    tables: await names(TABLES),
    keys: await rows<ForeignKey>(KEYS, '"table", name'),
    dropped: began ? await rows<ForeignKey>(DROPPED, '"table", name') : [],
    placed: version ? await names(PLACED) : [],
    identities: version ? await names(IDENTITIES) : [],
    sequences: version ? await names(SEQUENCES) : [],
    delegated: version ? await names(DELEGATED) : [],
  };
}
