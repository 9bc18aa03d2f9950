import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createLookup,
  dropGiven,
  ERASER_ROLE,
  forcePolicy,
  giveToLookup,
  LOOKUP_ROLE,
  openToLookup,
  PLATFORM,
  SERVICE_ROLE,
} from './row-level-security.js';

const USER = 'id, public_id, email, name, password_hash, platform_role, status, epoch';
const USER_TABLE =
  'TABLE (id bigint, public_id uuid, email text, name text, password_hash text, platform_role text, status text, epoch integer)';
const OLD_USER = USER.replace(', epoch', '');
const OLD_USER_TABLE = USER_TABLE.replace(', epoch integer', '');
const columns = (list: string) => list.replaceAll(/\w+/g, 'u.$&');
const MEMBERSHIPS_OF = 'app_memberships_of(wanted bigint)';
const membershipsOf = (more: string) =>
  `SELECT t.id, t.key, m.roles, m.status${more} FROM memberships m JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = wanted ORDER BY t.key`;
const GOES_WITH_USER = [
  ['memberships', 'memberships_user_fkey', 'user_id'],
  ['api_tokens', 'api_tokens_owner_fkey', 'owner_user_id'],
  ['refresh_tokens', 'refresh_tokens_user_fkey', 'user_id'],
  ['password_resets', 'password_resets_user_fkey', 'user_id'],
] as const;

/**
 * The account is the identity, and several accounts may have the same address. A tenant has at most one member with an
 * address. Removing an account removes everything that belongs to it.
 */
export class Accounts1700000026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.changeUsers(runner);
    await this.labelMembers(runner);
    for (const [table, key, column] of GOES_WITH_USER)
      await this.refer(runner, table, key, column, ' ON DELETE CASCADE');
    await runner.query(`GRANT DELETE ON users TO ${SERVICE_ROLE}`);
    await runner.query(
      `CREATE POLICY users_delete ON users AS RESTRICTIVE FOR DELETE TO ${SERVICE_ROLE} USING (${PLATFORM})`,
    );
    await this.createLookups(runner);
    await this.rememberPeopleOfErasures(runner);
  }

  private async changeUsers(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP CONSTRAINT users_email_unique');
    await runner.query(`ALTER TABLE users
      ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN proved_by text[] NOT NULL DEFAULT '{}',
      ADD COLUMN epoch integer NOT NULL DEFAULT 0`);
    await runner.query('CREATE INDEX users_email ON users (email, last_used_at)');
    // The password grant without a tenant can always reach this one, and two processes that start together create only
    // one.
    await runner.query(
      'CREATE UNIQUE INDEX users_staff_email_unique ON users (email) WHERE platform_role IS NOT NULL',
    );
    await runner.query('CREATE INDEX users_proved_by ON users USING gin (proved_by)');
  }

  /**
   * The policies apply to the owner too, so they are lifted for these statements, during which nobody else has access.
   */
  private async labelMembers(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE memberships ADD COLUMN email text COLLATE "C"');
    for (const table of ['memberships', 'users', 'tenants'])
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await runner.query('UPDATE memberships m SET email = u.email FROM users u WHERE u.id = m.user_id');
    await runner.query(`UPDATE users u SET proved_by = ARRAY(
      SELECT t.key FROM memberships m JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = u.id ORDER BY t.key)`);
    for (const table of ['memberships', 'users', 'tenants'])
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await runner.query('ALTER TABLE memberships ALTER COLUMN email SET NOT NULL');
    await runner.query(
      'ALTER TABLE memberships ADD CONSTRAINT memberships_email_unique UNIQUE (tenant_id, email)',
    );
  }

  private async refer(
    runner: QueryRunner,
    table: string,
    key: string,
    column: string,
    action = '',
  ): Promise<void> {
    await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${key}`);
    await runner.query(
      `ALTER TABLE ${table} ADD CONSTRAINT ${key} FOREIGN KEY (${column}) REFERENCES users (id)${action}`,
    );
  }

  private async createLookups(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT SELECT (epoch, last_used_at) ON users TO ${LOOKUP_ROLE}`);
    await runner.query(`GRANT SELECT (id, version, email) ON memberships TO ${LOOKUP_ROLE}`);
    await openToLookup(runner, 'api_tokens', 'tenant_id, owner_user_id');
    await runner.query('CREATE INDEX api_tokens_owner ON api_tokens (tenant_id, owner_user_id)');
    for (const [name, type, key] of BY_ID) {
      await dropGiven(runner, `${name}(${type})`);
      await createLookup(
        runner,
        `${name}(wanted ${type})`,
        USER_TABLE,
        `SELECT ${columns(USER)} FROM users u WHERE u.${key} = wanted`,
      );
    }
    await dropGiven(runner, 'app_user_by_email(text)');
    // Staff have no tenant to log in by, so their account is always among those that are tried.
    await createLookup(
      runner,
      'app_accounts_of(wanted text, most integer)',
      USER_TABLE,
      `(SELECT ${columns(USER)} FROM users u WHERE u.email = wanted AND u.platform_role IS NOT NULL LIMIT 1)
       UNION ALL
       (SELECT ${columns(USER)} FROM users u WHERE u.email = wanted AND u.platform_role IS NULL
         ORDER BY u.last_used_at DESC, u.id DESC LIMIT most)`,
    );
    await createLookup(
      runner,
      'app_account_in(wanted text, place text)',
      USER_TABLE,
      `SELECT ${columns(USER)} FROM users u
         LEFT JOIN (memberships m JOIN tenants t ON t.id = m.tenant_id AND t.key = place) ON m.user_id = u.id AND m.email = wanted
        WHERE u.email = wanted AND (m.user_id IS NOT NULL OR u.platform_role IS NOT NULL)
        ORDER BY (m.user_id IS NULL) LIMIT 1`,
    );
    await dropGiven(runner, 'app_memberships_of(bigint)');
    await createLookup(
      runner,
      MEMBERSHIPS_OF,
      'TABLE (tenant_id bigint, tenant_key text, roles text[], status text, id uuid, version integer)',
      membershipsOf(', m.id, m.version'),
    );
    // Goes from tenant to tenant by an index that begins with the tenant, instead of through all tokens.
    await createLookup(
      runner,
      'app_tenants_of_tokens(wanted bigint)',
      'TABLE (id bigint, key text)',
      'SELECT t.id, t.key FROM tenants t WHERE EXISTS (SELECT 1 FROM api_tokens a WHERE a.tenant_id = t.id AND a.owner_user_id = wanted) ORDER BY t.key',
    );
    await createLookup(
      runner,
      'app_token_owners(users bigint[], clients uuid[])',
      'TABLE (key text, kind text, id uuid, name text)',
      `SELECT u.id::text, 'user', u.public_id, u.name FROM users u WHERE u.id = ANY (users)
       UNION ALL SELECT c.id::text, 'client', c.id, c.name FROM service_clients c WHERE c.id = ANY (clients)`,
    );
    await createLookup(
      runner,
      'app_names_of(people uuid[])',
      'TABLE (id uuid, name text)',
      'SELECT u.public_id, u.name FROM users u WHERE u.public_id = ANY (people)',
    );
  }

  /** People whom an erasure checks after the tenant's rows are removed. An interrupted erasure continues from here. */
  private async rememberPeopleOfErasures(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE erasure_people (
      erasure_id uuid NOT NULL,
      user_id bigint NOT NULL,
      CONSTRAINT erasure_people_pkey PRIMARY KEY (erasure_id, user_id),
      CONSTRAINT erasure_people_erasure_fkey FOREIGN KEY (erasure_id) REFERENCES erasures (id) ON DELETE CASCADE,
      CONSTRAINT erasure_people_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
    )`);
    await forcePolicy(runner, 'erasure_people', 'SELECT, INSERT, DELETE', PLATFORM);
    // The service may not write to the receipt; see app_erase.
    await runner.query(`CREATE FUNCTION app_note_erased_people(tenant bigint, people bigint) RETURNS void
      LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      UPDATE erasures e SET deleted = jsonb_set(e.deleted, '{users}', to_jsonb(COALESCE((e.deleted ->> 'users')::bigint, 0) + people))
       WHERE e.subject_id = tenant $$`);
    await giveToLookup(runner, 'app_note_erased_people(bigint, bigint)', ERASER_ROLE);
  }

  /** @throws if two accounts have the same address by now */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_note_erased_people(bigint, bigint)');
    await runner.query('DROP TABLE erasure_people');
    for (const name of NEW_LOOKUPS) await runner.query(`DROP FUNCTION ${name}`);
    for (const [name, type] of BY_ID) await runner.query(`DROP FUNCTION ${name}(${type})`);
    await runner.query('DROP FUNCTION app_memberships_of(bigint)');
    await createLookup(
      runner,
      MEMBERSHIPS_OF,
      'TABLE (tenant_id bigint, tenant_key text, roles text[], status text)',
      membershipsOf(''),
    );
    for (const [name, type, key] of [...BY_ID, ['app_user_by_email', 'text', 'email'] as const])
      await createLookup(
        runner,
        `${name}(wanted ${type})`,
        OLD_USER_TABLE,
        `SELECT ${columns(OLD_USER)} FROM users u WHERE u.${key} = wanted`,
      );
    await runner.query('DROP INDEX api_tokens_owner');
    await runner.query('DROP POLICY api_tokens_lookup ON api_tokens');
    await runner.query(`REVOKE ALL ON api_tokens FROM ${LOOKUP_ROLE}`);
    await runner.query('DROP POLICY users_delete ON users');
    await runner.query(`REVOKE DELETE ON users FROM ${SERVICE_ROLE}`);
    for (const [table, key, column] of GOES_WITH_USER) await this.refer(runner, table, key, column);
    await runner.query('ALTER TABLE memberships DROP COLUMN email');
    await runner.query('DROP INDEX users_email');
    await runner.query('DROP INDEX users_staff_email_unique');
    await runner.query(
      'ALTER TABLE users DROP COLUMN last_used_at, DROP COLUMN proved_by, DROP COLUMN epoch',
    );
    await runner.query('ALTER TABLE users ADD CONSTRAINT users_email_unique UNIQUE (email)');
  }
}

const BY_ID = [
  ['app_user_by_id', 'bigint', 'id'],
  ['app_user_by_public_id', 'uuid', 'public_id'],
] as const;
const NEW_LOOKUPS = [
  'app_accounts_of(text, integer)',
  'app_account_in(text, text)',
  'app_tenants_of_tokens(bigint)',
  'app_token_owners(bigint[], uuid[])',
  'app_names_of(uuid[])',
];
