import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, dropGiven, forcePolicy, openToLookup, PLATFORM } from './row-level-security.js';

const COLUMNS = 'id, name, tenant_key, abilities, secret_hash, previous_hash, previous_ends_at';
const TABLE =
  'TABLE (id uuid, name text, tenant_key text, abilities text[], secret_hash bytea, previous_hash bytea, previous_ends_at timestamptz';

const SELECT = (more: string) =>
  `SELECT ${COLUMNS.replaceAll(/\w+/g, 'c.$&')}${more} FROM service_clients c WHERE c.id = wanted`;
const REVOKED = `, ARRAY(SELECT r.jti FROM revoked_tokens r WHERE r.client_id = c.id AND r.expires_at > clock_timestamp())`;

/** Access tokens of services that were revoked before they expired, and the scope of a session's tokens. */
export class TokenRevocation1700000029000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_tokens ADD COLUMN scope text[]');
    await runner.query(`CREATE TABLE revoked_tokens (
      jti uuid NOT NULL,
      client_id uuid NOT NULL,
      expires_at timestamptz NOT NULL,
      CONSTRAINT revoked_tokens_pkey PRIMARY KEY (jti),
      CONSTRAINT revoked_tokens_client_fkey FOREIGN KEY (client_id) REFERENCES service_clients (id) ON DELETE CASCADE
    )`);
    await runner.query('CREATE INDEX revoked_tokens_client ON revoked_tokens (client_id)');
    await runner.query('CREATE INDEX revoked_tokens_end ON revoked_tokens (expires_at)');
    await forcePolicy(runner, 'revoked_tokens', 'SELECT, INSERT, DELETE', PLATFORM);
    await openToLookup(runner, 'revoked_tokens', 'jti, client_id, expires_at');
    // Read together with the client, which saves a look-up.
    await this.answer(runner, `${TABLE}, revoked uuid[])`, SELECT(REVOKED));
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.answer(runner, `${TABLE})`, SELECT(''));
    await runner.query('DROP TABLE revoked_tokens');
    await runner.query('ALTER TABLE refresh_tokens DROP COLUMN scope');
  }

  private async answer(runner: QueryRunner, table: string, select: string): Promise<void> {
    await dropGiven(runner, 'app_service_client(uuid)');
    await createLookup(runner, 'app_service_client(wanted uuid)', table, select);
  }
}
