/** Imported only where statements are judged: a spec without a server is fast, and may replace modules. */
const imported = async () => ({
  ...(await import('#libs/database')),
  ...(await import('../servers/database.js')),
  ...(await import('../statements.js')),
});

/** Specs whose statements are judged: those that call most of the routes, and run most of the housekeeping. */
const JUDGED = [
  'access', 'accounts', 'dead-letters', 'device-metadata', 'devices', 'dry-run', 'erasure', 'events', 'export', 'feed', 'ingestions',
  'links', 'members', 'oauth-clients', 'payload-filters', 'people-erased', 'retention', 'service-clients', 'sessions', 'stats', 'stream',
  'tenants', 'tokens', 'users',
]; // prettier-ignore

/** Statements that may leave out the tenant: a part of their text, and the reason. */
const EXCEPTIONS: readonly [part: string, reason: string][] = [
  ['FROM api_tokens f WHERE f.tenant_id = t.id AND f.token_hash = $2', 'Not sent on Citus: TokenLookup finds the tenant first, there.'],
  ['LEFT JOIN app_live_session($2) s', 'Not sent on Citus: SessionLookup reads the roles by a statement of their own, there.'],
  ['app_tenants_of_tokens($1)', 'Not sent on Citus: PersonalTokens asks each tenant, there.'],
]; // prettier-ignore

/**
 * On Citus a statement that does not name its tenant goes to every worker. So each statement that these specs make the
 * service send to a table of tenants must name it. The server that jest starts has the log; others are not judged.
 */
const name = /e2e\/([\w-]+)\.e2e-spec\.ts$/.exec(expect.getState().testPath ?? '')?.[1];
if (JUDGED.includes(name!) && !process.env.CITUS_URL && !process.env.TEST_POSTGRES) {
  beforeAll(async () => void ((await imported()).judged.on = true));
  afterAll(async () => {
    const { asAdmin, judged, readCitusCatalog, sentTo, withoutTenant } = await imported();
    const found: string[] = [];
    for (const { adminUrl } of judged.databases)
      await asAdmin(adminUrl, async (admin) => {
        const texts = sentTo(new URL(adminUrl).pathname.slice(1));
        const strict = texts.filter((text) => !EXCEPTIONS.some(([part]) => text.includes(part)));
        found.push(...(await withoutTenant(admin, await readCitusCatalog(admin), strict)));
      });
    if (found.length)
      throw new Error(`Statements on tables of tenants that do not name the tenant:\n${found.join('\n')}`);
  }, 60_000);
}
