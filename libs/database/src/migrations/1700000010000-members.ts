import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookup, dropGiven, forceTenantPolicy, LOOKUP_ROLE } from './row-level-security.js';

const MEMBERSHIPS_OF = 'app_memberships_of(wanted bigint)';
const membershipsOf = (column: string) =>
  `SELECT t.id, t.key, m.${column} FROM memberships m JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = wanted ORDER BY t.key`;

/** Several roles and direct grants per member, and a tenant's own roles. */
export class Members1700000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await dropGiven(runner, 'app_memberships_of(bigint)');
    // Rewrites the column, because an UPDATE would see no row: the policies apply to the owner too.
    await runner.query('ALTER TABLE memberships ALTER COLUMN role TYPE text[] USING ARRAY[role]');
    await runner.query('ALTER TABLE memberships RENAME COLUMN role TO roles');
    await runner.query(`ALTER TABLE memberships
      ADD COLUMN permissions text[] NOT NULL DEFAULT '{}',
      ADD COLUMN status text NOT NULL DEFAULT 'active',
      ADD COLUMN version integer NOT NULL DEFAULT 1,
      ADD CONSTRAINT memberships_status_check CHECK (status IN ('active', 'disabled'))`);
    await runner.query(`GRANT SELECT (status) ON memberships TO ${LOOKUP_ROLE}`);
    await createLookup(
      runner,
      MEMBERSHIPS_OF,
      'TABLE (tenant_id bigint, tenant_key text, roles text[], status text)',
      membershipsOf('roles, m.status'),
    );
    await runner.query(`CREATE TABLE roles (
      tenant_id bigint NOT NULL,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      name text COLLATE "C" NOT NULL,
      description text NOT NULL DEFAULT '',
      permissions text[] NOT NULL,
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT roles_pkey PRIMARY KEY (tenant_id, id),
      CONSTRAINT roles_name_unique UNIQUE (tenant_id, name),
      CONSTRAINT roles_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
    )`);
    await forceTenantPolicy(runner, 'roles', 'SELECT, INSERT, UPDATE, DELETE');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE roles');
    await runner.query('DROP FUNCTION app_memberships_of(bigint)');
    await runner.query(
      'ALTER TABLE memberships DROP COLUMN permissions, DROP COLUMN status, DROP COLUMN version',
    );
    await runner.query('ALTER TABLE memberships RENAME COLUMN roles TO role');
    await runner.query('ALTER TABLE memberships ALTER COLUMN role TYPE text USING role[1]');
    await createLookup(
      runner,
      MEMBERSHIPS_OF,
      'TABLE (tenant_id bigint, tenant_key text, role text)',
      membershipsOf('role'),
    );
  }
}
