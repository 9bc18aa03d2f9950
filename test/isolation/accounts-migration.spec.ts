import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../libs/database/src/migrations/index.js';
import { asAdmin, createTestDatabase } from '../support/servers/database.js';

/** Rows from before the address became a label are kept. */
it('accounts, memberships and trails of before are migrated', async () => {
  const { ownerUrl, adminUrl } = await createTestDatabase();
  const source = await new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: MIGRATIONS,
  }).initialize();
  const newest = MIGRATIONS.findIndex(({ name }) => name.startsWith('Accounts'));
  for (let i = MIGRATIONS.length; i > newest; i--) await source.undoLastMigration();
  await asAdmin(adminUrl, async (client) => {
    await client.query(`INSERT INTO tenants (key, name) VALUES ('acme', 'Acme'), ('globex', 'Globex')`);
    await client.query(
      `INSERT INTO users (email, password_hash) VALUES ('ada@example.com', 'x'), ('bob@example.com', 'x'), ('new@example.com', 'x')`,
    );
    await client.query(
      `INSERT INTO memberships (tenant_id, user_id, roles) SELECT t.id, u.id, '{operator}' FROM tenants t, users u WHERE u.email < 'b' OR (u.email < 'c' AND t.key = 'acme')`,
    );
    await client.query(
      `INSERT INTO invitations (tenant_id, token_hash, email, roles, expires_at) SELECT id, 'x', 'c@example.com', '{operator}', now() + interval '1 day' FROM tenants`,
    );
    await client.query(`INSERT INTO audit_entries (tenant_id, actor, action, target, outcome, changes) VALUES
      (0, 'system', 'user.create', 'user:Ada@example.com', 'done', NULL),
      (0, 'system', 'user.create', 'user:gone@example.com', 'done', NULL),
      (1, 'system', 'invitation.create', 'invitation:1', 'done', '{"after": {"email": "c@example.com", "roles": ["operator"]}}'),
      (0, 'system', 'tenant.update', 'tenant:acme', 'done', '{"before": {"name": "Acme"}, "after": {"name": "Acme Corp", "status": "active"}}')`);
  });
  await source.runMigrations({ transaction: 'each' });
  await source.destroy();
  await asAdmin(adminUrl, async (client) => {
    const people = await client.query('SELECT email, proved_by FROM users ORDER BY email');
    expect(people.rows).toEqual([
      { email: 'ada@example.com', proved_by: ['acme', 'globex'] },
      { email: 'bob@example.com', proved_by: ['acme'] },
      { email: 'new@example.com', proved_by: [] },
    ]);
    const members = await client.query('SELECT DISTINCT email FROM memberships ORDER BY email');
    expect(members.rows.map(({ email }) => email)).toEqual(['ada@example.com', 'bob@example.com']);
    expect((await client.query('SELECT FROM invitations')).rowCount).toBe(0);
    const trail = await client.query(
      'SELECT target, changes::text AS changes FROM audit_entries ORDER BY id',
    );
    expect(JSON.stringify(trail.rows)).not.toMatch(/@|Acme/);
    expect(trail.rows[0].target).toMatch(/^user:[0-9a-f-]{36}$/);
    expect(JSON.parse(trail.rows[3].changes)).toEqual({ before: {}, after: { status: 'active' } });
    const unforced = await client.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' AND NOT relforcerowsecurity`,
    );
    expect(unforced.rows).toEqual([]);
  });
});
