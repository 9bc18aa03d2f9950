import { DataSource } from 'typeorm';
import { migrate } from '#libs/database';
import { MIGRATIONS } from '../libs/database/src/migrations/index.js';
import { startTestApp } from './support/app.js';
import { createTestDatabase } from './support/servers/database.js';

describe('the schema', () => {
  it('is what the entities say: no drift between migrations and code', async () => {
    const { app, database, close } = await startTestApp();
    const { entities } = app.get(DataSource).options;
    const source = await new DataSource({
      type: 'postgres',
      url: database.ownerUrl,
      entities,
    }).initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    await close();
    expect((entities as unknown[]).length).toBeGreaterThanOrEqual(6);
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('goes down to nothing and up again', async () => {
    const { ownerUrl, appUrl } = await createTestDatabase();
    const source = await new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: MIGRATIONS,
    }).initialize();
    for (let i = 0; i < MIGRATIONS.length; i++) await source.undoLastMigration();
    const left: { relname: string }[] = await source.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname NOT LIKE 'migrations%'`,
    );
    const functions: { proname: string }[] = await source.query(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
    );
    await source.destroy();
    expect([...left, ...functions]).toEqual([]);
    expect((await migrate(ownerUrl, appUrl)).applied).toHaveLength(MIGRATIONS.length);
    expect((await migrate(ownerUrl, appUrl)).applied).toEqual([]);
  });
});
