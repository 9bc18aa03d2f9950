import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, dropGiven, forcePolicy } from './row-level-security.js';

const SESSION = 'app_live_session(wanted uuid)';
const sessionOf = (more: string) => `SELECT r.user_id${more} FROM refresh_tokens r
  WHERE r.family = wanted AND r.revoked_at IS NULL AND r.used_at IS NULL AND r.expires_at > now()`;
const KEY_COLUMNS = 'kid text, public_jwk jsonb, private_key bytea, signs boolean';
const keys = (more: string) => `SELECT k.kid, k.public_jwk, k.private_key, k.signs_from <= clock_timestamp()${more} FROM signing_keys k
  WHERE k.expires_at IS NULL OR k.expires_at > clock_timestamp() ORDER BY k.signs_from DESC, k.kid`; // prettier-ignore

/** Milliseconds from now to a time, by the database's clock. */
const msUntil = (moment: string) =>
  `(date_part('epoch', ${moment}) - date_part('epoch', clock_timestamp())) * 1000`;

/**
 * Records which transaction changed what, for caches. Rows hold only ids of look-ups, no tenant's data. Every process
 * reads all of them, so they belong to no tenant. On Citus the table stays local.
 */
export class Changes1700000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE changes (
      xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
      name text COLLATE "C" NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      CONSTRAINT changes_pkey PRIMARY KEY (xid, name)
    )`);
    await forcePolicy(runner, 'changes', 'SELECT, INSERT (name), DELETE', 'true');
    // A cached value that lasts until something changes must know when it expires by itself.
    await this.answer(
      runner,
      ['app_live_session(uuid)', SESSION, 'TABLE (user_id bigint, for_ms double precision)', sessionOf(`, ${msUntil('r.expires_at')}`)],
      ['app_signing_keys()', 'app_signing_keys()', `TABLE (${KEY_COLUMNS}, for_ms double precision)`,
        keys(`, ${msUntil('CASE WHEN k.signs_from > clock_timestamp() THEN least(k.signs_from, k.expires_at) ELSE k.expires_at END')}`)],
    );
  } // prettier-ignore

  async down(runner: QueryRunner): Promise<void> {
    await this.answer(
      runner,
      ['app_live_session(uuid)', SESSION, 'TABLE (user_id bigint)', sessionOf('')],
      ['app_signing_keys()', 'app_signing_keys()', `TABLE (${KEY_COLUMNS})`, keys('')],
    );
    await runner.query('DROP TABLE changes');
  }

  private async answer(
    runner: QueryRunner,
    ...functions: [name: string, signature: string, returns: string, body: string][]
  ): Promise<void> {
    for (const [name, signature, returns, body] of functions) {
      await dropGiven(runner, name);
      await createLookup(runner, signature, returns, body);
    }
  }
}
