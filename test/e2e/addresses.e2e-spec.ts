import { randomBytes, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DenialLog } from '#libs/audit';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { type Work, workOf } from '../support/work.js';

const GOOD = 'four unrelated words here';
const OTHER = 'another four unrelated words';

/** The account is the identity, the address only a label. Nobody gains, blocks or learns anything by an address. */
describe('an address', () => {
  let service: TestApp;
  let platform: ApiClient;
  let acme: ApiClient;
  let globex: ApiClient;
  let denials: DenialLog;

  beforeAll(async () => {
    service = await startTestApp();
    platform = await service.make.staff();
    denials = service.app.get(DenialLog);
    for (const key of ['acme', 'globex']) await service.make.tenant(key);
    acme = await service.make.member('tenant_admin', 'acme');
    globex = await service.make.member('tenant_admin', 'globex');
  });
  afterAll(() => service.close());

  const newEmail = () => `${randomUUID()}@example.com`;
  const linkOf = async (client: ApiClient, email: string, roles = ['consumer']) =>
    (await client.post('/v1/invitations', { email, roles })).body.token as string;
  const accept = (token: string, body: object = { password: GOOD }, client = service.api) =>
    client.post('/v1/auth/accept-invitation', { token, ...body });
  const logIn = (username: string, password: string, tenant_key?: string) =>
    service.api.post('/v1/auth/token', { grant_type: 'password', username, password, tenant_key });
  /** Makes an account of the address by an invitation to the tenant. */
  const settle = async (client: ApiClient, email: string, password: string, roles?: string[]) =>
    expect((await accept(await linkOf(client, email, roles), { password })).status).toBe(200);
  const meOf = async (token: string) => (await service.api.as(token).get('/v1/auth/me')).body;

  describe('that is squatted before its owner comes', () => {
    it('is neither blocked nor taken: each tenant has its own account of it', async () => {
      const email = newEmail();
      await settle(acme, email, GOOD);
      await settle(globex, email, OTHER, ['tenant_admin']);
      const owner = await meOf((await logIn(email, OTHER, 'globex')).body.access_token);
      expect(owner.tenants).toEqual([{ tenant_key: 'globex', roles: ['tenant_admin'] }]);
      const squatter = await meOf((await logIn(email, GOOD, 'acme')).body.access_token);
      expect(squatter.tenants).toEqual([{ tenant_key: 'acme', roles: ['consumer'] }]);
      expect(squatter.principal.id).not.toBe(owner.principal.id);
      expect((await logIn(email, GOOD, 'globex')).status).toBe(400);
      expect((await logIn(email, OTHER, 'acme')).status).toBe(400);
      const crossTenant = await meOf((await logIn(email, GOOD)).body.access_token);
      expect(crossTenant.tenants.map((each: { tenant_key: string }) => each.tenant_key)).toEqual(['acme']);
    });

    it('is not what staff add: they name the account, and see who vouches for it', async () => {
      const email = newEmail();
      await settle(acme, email, GOOD);
      await settle(globex, email, OTHER);
      const there = platform.as(platform.token, { 'x-tenant-key': 'globex' });
      const byAddress = await there.post('/v1/members', { email, roles: ['tenant_admin'] });
      expect([byAddress.status, byAddress.body.code]).toEqual([422, 'unknown_field']);
      const { data } = (await platform.get(`/v1/users?email=${email}`)).body;
      const vouched = data.map((each: { proved_by: string[] }) => each.proved_by);
      expect(vouched.sort()).toEqual([['acme'], ['globex']]);
      const squatter = data.find((each: { proved_by: string[] }) => each.proved_by[0] === 'acme');
      const twin = await there.post('/v1/members', { user_id: squatter.id, roles: ['tenant_admin'] });
      expect([twin.status, twin.body.code]).toEqual([409, 'member_exists']);
    });

    it('stays reachable for its owner, however many accounts are made under it and used', async () => {
      const email = newEmail();
      await settle(globex, email, OTHER);
      for (let i = 0; i < 4; i++) {
        const key = `squat-${i}-${randomBytes(3).toString('hex')}`;
        await service.make.tenant(key);
        await settle(platform.as(platform.token, { 'x-tenant-key': key }), email, GOOD);
        expect((await logIn(email, GOOD, key)).status).toBe(200);
      }
      expect((await logIn(email, OTHER, 'globex')).status).toBe(200);
    });

    it('of platform staff keeps letting them in', async () => {
      const email = 'admin@example.com';
      for (let i = 0; i < 4; i++) {
        const key = `staff-${i}-${randomBytes(3).toString('hex')}`;
        await service.make.tenant(key);
        await settle(platform.as(platform.token, { 'x-tenant-key': key }), email, GOOD);
      }
      const { body } = await logIn(email, 'correct horse battery staple');
      expect((await meOf(body.access_token)).principal.staff).toBe(true);
    });
  });

  describe('that has an account', () => {
    it('does not lend it: an invitation elsewhere opens nothing of it', async () => {
      const email = newEmail();
      await settle(globex, email, OTHER, ['tenant_admin']);
      await settle(acme, email, GOOD);
      const taker = service.api.as((await logIn(email, GOOD)).body.access_token);
      const there = taker.as(taker.token, { 'x-tenant-key': 'globex' });
      expect((await there.get('/v1/devices')).status).toBe(403);
      const { data } = (await acme.get('/v1/members?limit=500')).body;
      const member = data.find((each: { email: string }) => each.email === email);
      const link = (await acme.post(`/v1/members/${member.id}/password-reset`)).body.token;
      await service.api.post('/v1/auth/password', { token: link, new_password: 'the taker’s own words' });
      expect((await logIn(email, 'the taker’s own words', 'globex')).status).toBe(400);
      expect((await logIn(email, OTHER, 'globex')).status).toBe(200);
    });

    it('joins by its own session, and then is out of reach of either tenant’s resets', async () => {
      const email = newEmail();
      await settle(globex, email, OTHER);
      const session = service.api.as((await logIn(email, OTHER)).body.access_token);
      expect((await accept(await linkOf(acme, email), {}, session)).status).toBe(200);
      const tenants = (await meOf(session.token!)).tenants;
      expect(tenants.map((each: { tenant_key: string }) => each.tenant_key)).toEqual(['acme', 'globex']);
      for (const client of [acme, globex]) {
        const { data } = (await client.get('/v1/members?limit=500')).body;
        const member = data.find((each: { email: string }) => each.email === email);
        expect((await client.post(`/v1/members/${member.id}/password-reset`)).status).toBe(403);
      }
    });

    it('does not join by a session that is bound to a tenant', async () => {
      const email = newEmail();
      await settle(globex, email, OTHER);
      const bound = service.api.as((await logIn(email, OTHER, 'globex')).body.access_token);
      expect((await accept(await linkOf(acme, email), {}, bound)).status).toBe(403);
    });
  });

  describe('tells nothing of its accounts', () => {
    /** Addresses with no account, with one account in another tenant, and with three. */
    const addresses = async () => {
      const [none, one, many] = [newEmail(), newEmail(), newEmail()];
      await settle(globex, one, OTHER);
      for (let i = 0; i < 3; i++) {
        const key = `many-${i}-${randomBytes(3).toString('hex')}`;
        await service.make.tenant(key);
        await settle(platform.as(platform.token, { 'x-tenant-key': key }), many, OTHER);
      }
      return [none, one, many];
    };
    const shape = ({ status, body }: { status: number; body: object }) => {
      const told = JSON.stringify(body, (key, value: unknown) => (['request_id', 'email', 'id', 'token', 'created_at', 'expires_at'].includes(key) ? typeof value : value));
      return `${status} ${told}`;
    };
    const same = (values: unknown[]) => expect(new Set(values.map((each) => JSON.stringify(each))).size).toBe(1);
    /** All answers are the same and have the status. */
    const allAre = (status: number, answers: string[]) => {
      expect(answers.map((each) => each.slice(0, 4))).toEqual(answers.map(() => `${status} `));
      same(answers);
    };
    const sameWork = (work: Work[]) => {
      expect(work[0].statements).not.toEqual([]);
      same(work);
    };

    it('by invitations, nor by accepting them, in answer or in work', async () => {
      const all = await addresses();
      const answers: Record<string, string[]> = { invited: [], weak: [], accepted: [] };
      const work: Work[] = [];
      for (const email of all) {
        const invited = await acme.post('/v1/invitations', { email, roles: ['consumer'] });
        answers.invited.push(shape(invited));
        answers.weak.push(shape(await accept(invited.body.token, { password: 'passwordpassword' })));
        work.push(await workOf(async () => answers.accepted.push(shape(await accept(invited.body.token)))));
      }
      allAre(201, answers.invited);
      allAre(422, answers.weak);
      allAre(200, answers.accepted);
      sameWork(work);
    });

    it.each([undefined, 'acme', 'globex', 'nowhere'])('by logins in tenant %s, in answer or in work', async (key) => {
      const all = await addresses();
      await logIn(newEmail(), 'wrong', key);
      await denials.settled();
      const answers: string[] = [];
      const work = [];
      for (const email of all) work.push(await workOf(async () => answers.push(shape(await logIn(email, 'wrong', key)))));
      allAre(400, answers);
      sameWork(work);
      expect(work[0].hashes).toBe(key === undefined ? 3 : 1);
    });

    it('by changes of a password, in answer or in work', async () => {
      const answers: string[] = [];
      const work = [];
      const all = await addresses();
      // The first denial of a kind is written to the trail, the others are only counted. So the first one is made here.
      await service.api.post('/v1/auth/password', { email: newEmail(), current_password: 'wrong', new_password: GOOD });
      await denials.settled();
      for (const email of all) {
        const body = { email, current_password: 'wrong', new_password: GOOD };
        work.push(await workOf(async () => answers.push(shape(await service.api.post('/v1/auth/password', body)))));
      }
      allAre(403, answers);
      sameWork(work);
    });
  });

  describe('written in several ways', () => {
    it('is one where only ASCII letters differ in case, or the normal form', async () => {
      const id = randomUUID();
      await settle(acme, `Zoë.${id}@Example.com`, GOOD);
      for (const spelling of [`zoë.${id}@example.com`, `zoe\u0308.${id}@EXAMPLE.com`])
        expect((await logIn(spelling, GOOD, 'acme')).status).toBe(200);
      const twin = await accept(await linkOf(acme, `zoe\u0308.${id}@example.com`));
      expect([twin.status, twin.body.code]).toEqual([409, 'member_exists']);
      expect((await logIn(`ZOË.${id}@example.com`, GOOD, 'acme')).status).toBe(400);
    });

    it('is nobody’s where folding beyond ASCII would make it one', async () => {
      const id = randomUUID();
      await settle(acme, `kim.${id}@example.com`, GOOD);
      for (const key of [undefined, 'acme']) expect((await logIn(`\u212Aim.${id}@example.com`, GOOD, key)).status).toBe(400);
      const answer = await acme.post('/v1/invitations', { email: `\u212Aim.${id}@example.com`, roles: ['consumer'] });
      expect(answer.status).toBe(422);
    });
  });

  it('has passwords that are the same however they are composed, and whatever space is between', async () => {
    const email = newEmail();
    await settle(acme, email, 'crème brûlée au citron');
    for (const typed of ['cre\u0300me bru\u0302le\u0301e au citron', 'crème\u00A0brûlée\u2003au citron'])
      expect((await logIn(email, typed, 'acme')).status).toBe(200);
    expect((await logIn(email, 'creme brulee au citron', 'acme')).status).toBe(400);
  });

  it('costs the same at a bearer token, whether there is such a tenant or not', async () => {
    const tokenOf = (key: string, prefix = 'trb') => {
      const body = `${prefix}_${key}_${randomBytes(20).toString('hex')}`;
      return `${body}_${crc32(body).toString(16).padStart(8, '0')}`;
    };
    const ask = (key: string) => async () => expect((await service.api.as(tokenOf(key)).get('/v1/devices')).status).toBe(401);
    const tell = ({ statements }: { statements: readonly string[] }) =>
      statements.filter((text) => !text.includes('audit_entries') && !/COMMIT|START|app_set_tenant/.test(text)).sort();
    const seen = new Set<string>();
    for (let i = 0; i < 3; i++)
      for (const key of ['acme', 'globex', `missing-${i}`, 'missing-again'])
        seen.add(JSON.stringify(tell(await workOf(ask(key)).finally(() => denials.settled()))));
    expect([...seen]).toEqual([expect.stringContaining('SELECT')]);
    const links = new Set<string>();
    for (const key of ['acme', 'globex', 'missing-x', 'missing-again'])
      links.add(JSON.stringify(tell(await workOf(async () => expect((await accept(tokenOf(key, 'tri'))).status).toBe(422)))));
    expect([...links]).toEqual([expect.stringContaining('SELECT')]);
  });
}); // prettier-ignore
