import { DataSource } from 'typeorm';
import { addConstraintOnline } from '../../libs/database/src/migrations/online.js';
import { forceTenantPolicy } from '../../libs/database/src/migrations/row-level-security.js';
import { readCitusCatalog } from '#libs/database';
import { createCitusDatabase } from '../support/servers/citus.js';
import { asAdmin } from '../support/servers/database.js';
import { describeOnCitus } from './describe-on-citus.js';

describeOnCitus('a table of a later release', () => {
  it('is distributed by the migration that makes it, and refers to its tenant', async () => {
    const database = await createCitusDatabase();
    const source = await new DataSource({ type: 'postgres', url: database.ownerUrl }).initialize();
    const runner = source.createQueryRunner();
    try {
      await runner.query(
        'CREATE TABLE notes (tenant_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, CONSTRAINT notes_pkey PRIMARY KEY (tenant_id, id))',
      );
      await forceTenantPolicy(runner, 'notes', 'SELECT, INSERT');
      const key = 'FOREIGN KEY (tenant_id) REFERENCES tenants (id)';
      await addConstraintOnline(runner, 'notes', 'notes_tenant_fkey', key);
      const { placed } = await asAdmin(database.adminUrl, readCitusCatalog);
      expect(placed).toContain('notes');
      // The policies bind the owner.
      const insert = 'INSERT INTO notes (tenant_id) VALUES (1)';
      await expect(runner.query(insert)).rejects.toMatchObject({ code: '42501' });
      await asAdmin(database.adminUrl, async (admin) => {
        await expect(admin.query(insert)).rejects.toMatchObject({ code: '23503' });
        await admin.query(`INSERT INTO tenants (key, name) VALUES ('acme', 'Acme')`);
        await admin.query('INSERT INTO notes (tenant_id) SELECT id FROM tenants');
      });
      const asService = await asAdmin(
        database.appUrl,
        async (app) => (await app.query('SELECT * FROM notes')).rows,
      );
      expect(asService).toEqual([]);
    } finally {
      await runner.release();
      await source.destroy();
    }
  });
});
