import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { LoginThrottle, PeopleService } from '#libs/auth';
import { TenantDatabase } from '#libs/database';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

const GOOD = 'four unrelated words here';

describe('accounts', () => {
  let service: TestApp;
  let staff: ApiClient;
  let admin: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    const platform = await service.make.staff();
    staff = platform.as(platform.token, { 'x-tenant-key': 'acme' });
    await service.make.tenant('acme');
    await service.make.tenant('globex');
    admin = await service.make.member('tenant_admin', 'acme');
    globex = await service.make.member('tenant_admin', 'globex');
  });
  afterAll(() => service.close());

  const newEmail = () => `${randomUUID()}@example.com`;
  const invite = async (email: string, body: object = {}, client = admin) =>
    (await client.post('/v1/invitations', { email, roles: ['consumer'], ...body })).body;
  const accept = (token: string, password = GOOD, name?: string) =>
    service.api.post('/v1/auth/accept-invitation', { token, password, name });
  const logIn = (username: string, password: string) =>
    service.api.post('/v1/auth/token', { grant_type: 'password', username, password });
  const person = async (role = 'consumer', ...tenants: string[]) => {
    const email = newEmail();
    await service.app.get(PeopleService).create(email, GOOD);
    for (const key of tenants)
      await service.make.inTenant(key, () => service.app.get(PeopleService).join(email, [role]));
    return email;
  };
  const memberId = async (email: string, client = admin) =>
    (await client.get('/v1/members?limit=500')).body.data.find(
      (member: { email: string }) => member.email === email,
    ).id;

  describe('invitations', () => {
    it('make a new person a member, once', async () => {
      const email = newEmail();
      const made = await admin.post('/v1/invitations', { email: email.toUpperCase(), roles: ['operator'] });
      expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
      const { token, ...shown } = made.body;
      expect(shown).toMatchObject({ email, roles: ['operator'] });
      const listed = await admin.get('/v1/invitations');
      expect(listed.body.data).toContainEqual(shown);
      expect(listed.text).not.toContain(token);
      const accepted = await accept(token, GOOD, 'Ada');
      expect([accepted.status, accepted.body]).toEqual([
        200,
        { tenant_key: 'acme', email, roles: ['operator'] },
      ]);
      const client = service.api.as((await logIn(email, GOOD)).body.access_token);
      expect((await client.get('/v1/devices')).status).toBe(200);
      expect((await accept(token)).body.errors[0].pointer).toBe('/token');
      expect((await admin.get('/v1/invitations')).body.data).not.toContainEqual(shown);
    });

    it('make one of two who accept at once a member', async () => {
      const { token } = await invite(await person());
      const answers = await Promise.all([accept(token), accept(token)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422]);
    });

    it('let an account in by its session, and one member of an address', async () => {
      const email = await person();
      const session = service.api.as((await logIn(email, GOOD)).body.access_token);
      const join = (token: string) => session.post('/v1/auth/accept-invitation', { token });
      expect((await join((await invite(newEmail())).token)).status).toBe(403);
      expect((await join((await invite(email)).token)).status).toBe(200);
      expect((await session.get('/v1/devices')).status).toBe(200);
      for (const second of [
        await join((await invite(email)).token),
        await accept((await invite(email)).token),
      ])
        expect([second.status, second.body.code]).toEqual([409, 'member_exists']);
      const odd = service.api.as(session.token!.replace(/.{10}$/, 'A'.repeat(10)));
      const { token } = await invite(newEmail());
      expect((await odd.post('/v1/auth/accept-invitation', { token })).status).toBe(401);
      const { token: other } = await service.make.token('acme');
      const stranger = service.api.as(other);
      expect((await stranger.post('/v1/auth/accept-invitation', { token })).status).toBe(401);
    });

    it('say nothing of who has an account', async () => {
      const shape = (body: object) => Object.keys(body).sort();
      expect(shape(await invite(await person()))).toEqual(shape(await invite(newEmail())));
    });

    it('grant no more than their maker holds, and roles that exist', async () => {
      const weak = await service.make.token('acme', ['members:*', 'events:read', 'devices:read']);
      const answer = await weak.post('/v1/invitations', { email: newEmail(), roles: ['tenant_admin'] });
      expect(answer.status).toBe(403);
      expect((await weak.post('/v1/invitations', { email: newEmail(), roles: ['consumer'] })).status).toBe(
        201,
      );
      const nowhere = { email: newEmail(), roles: ['nowhere'] };
      expect((await admin.post('/v1/invitations', nowhere)).body.code).toBe('invalid_value');
    });

    it('are withdrawn, and no other tenant’s to withdraw', async () => {
      const { id, token } = await invite(newEmail());
      expect((await globex.delete(`/v1/invitations/${id}`)).status).toBe(404);
      expect((await admin.delete(`/v1/invitations/${id}`)).status).toBe(204);
      expect((await accept(token)).status).toBe(422);
      expect((await accept(token.replace('acme', 'globex'))).status).toBe(422);
    });
  });

  describe('passwords', () => {
    it.each([
      ['short1', 'invalid_value'],
      ['x'.repeat(200), 'invalid_value'],
      ['passwordpassword', 'weak_password'],
      ['Password123456', 'weak_password'],
      ['abcabcabcabcabc', 'weak_password'],
      ['123456789012', 'weak_password'],
      ['abcdefghijklmnop', 'weak_password'],
      ['weak.person2024', 'weak_password'],
    ])('such as %s are refused', async (password, code) => {
      const { token } = await invite('weak.person@example.com');
      const answer = await accept(token, password);
      expect([answer.status, answer.body.code]).toEqual([422, code]);
    });

    const change = (body: object, client: ApiClient = service.api) => client.post('/v1/auth/password', body);

    it('are changed by those who know them, and every session ends', async () => {
      const email = await person('consumer', 'acme');
      const session = (await logIn(email, GOOD)).body;
      const client = service.api.as(session.access_token);
      expect((await client.get('/v1/events')).status).toBe(200);
      const next = 'another four unrelated words';
      const wrong = await change({ current_password: 'wrong', new_password: next }, client);
      expect([wrong.status, wrong.body.code]).toEqual([403, 'forbidden']);
      const weak = await change({ current_password: GOOD, new_password: 'passwordpassword' }, client);
      expect(weak.body.errors[0]).toMatchObject({ pointer: '/new_password', code: 'weak_password' });
      expect((await change({ current_password: GOOD, new_password: next }, client)).status).toBe(200);
      expect((await client.get('/v1/events')).status).toBe(401);
      const refreshed = await service.api.post('/v1/auth/token', {
        grant_type: 'refresh_token',
        refresh_token: session.refresh_token,
      });
      expect(refreshed.status).toBe(400);
      expect((await logIn(email, GOOD)).status).toBe(400);
      expect((await logIn(email, next)).status).toBe(200);
      expect((await change({ email, current_password: next, new_password: GOOD })).status).toBe(200);
      expect((await change({ new_password: GOOD })).status).toBe(401);
    });

    it('are reset by a link that is good once', async () => {
      const email = await person('consumer', 'acme');
      const made = await admin.post(`/v1/members/${await memberId(email)}/password-reset`);
      expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
      const reset = { token: made.body.token, new_password: 'a password from a link' };
      const answers = await Promise.all([change(reset), change(reset)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422]);
      expect((await logIn(email, reset.new_password)).status).toBe(200);
      expect((await change(reset)).status).toBe(422);
      expect((await change({ ...reset, token: 'trp_x' })).status).toBe(422);
    });

    it('of people who are elsewhere too, or hold more, are reset by the platform only', async () => {
      const email = await person('consumer', 'acme', 'globex');
      const both = await memberId(email);
      expect((await admin.post(`/v1/members/${both}/password-reset`)).status).toBe(403);
      const there = await memberId(email, globex);
      await globex.patch(`/v1/members/${there}`, { status: 'disabled' });
      expect((await admin.post(`/v1/members/${both}/password-reset`)).status).toBe(403);
      expect((await staff.post(`/v1/members/${both}/password-reset`)).status).toBe(201);
      const boss = await memberId(await person('tenant_admin', 'acme'));
      const weak = await service.make.token('acme', ['members:*']);
      expect((await weak.post(`/v1/members/${boss}/password-reset`)).status).toBe(403);
      expect((await globex.post(`/v1/members/${boss}/password-reset`)).status).toBe(404);
    });
  });

  describe('guessing', () => {
    it('at an account is slowed, whether there is one or not', async () => {
      for (const email of [await person(), newEmail()]) {
        const answers = [];
        for (let i = 0; i < 7; i++) answers.push(await logIn(email, 'wrong'));
        expect(answers.map((answer) => answer.status)).toEqual([400, 400, 400, 400, 400, 429, 429]);
        const wait = Number(answers[6].headers.get('retry-after'));
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(30);
        expect(answers[6].body.error).toBe('temporarily_unavailable');
        // From now on, the right password is refused as well.
        expect((await logIn(email, GOOD)).status).toBe(429);
      }
    });

    it('at once is no way around', async () => {
      const email = await person();
      const answers = await Promise.all(Array.from({ length: 12 }, () => logIn(email, 'wrong')));
      expect(answers.filter((answer) => answer.status === 400)).toHaveLength(5);
    });

    it('is not what those do who know their password', async () => {
      const email = await person();
      for (let i = 0; i < 8; i++) expect((await logIn(email, GOOD)).status).toBe(200);
    });

    /** Tries to log in to the only account of an address. @param right whether the password is right */
    const guess = async (throttle: LoginThrottle, email: string, from: string, right = false) => {
      const account = { public_id: `account of ${email}` };
      const accounts = [account.public_id];
      const found = await throttle.guard({ email, accounts }, from, async (open) =>
        right && open.has(account.public_id) ? account : undefined,
      );
      return found === account;
    };

    it('by strangers locks nobody out who has been here before', async () => {
      const throttle = service.app.get(LoginThrottle);
      await guess(throttle, 'victim', '10.0.0.1', true);
      // Two throttles stand for two processes, which count together.
      const throttles = [throttle, new LoginThrottle(service.app.get(TenantDatabase))];
      const strangers = await Promise.allSettled(
        Array.from({ length: 200 }, (_, i) => guess(throttles[i % 2], 'victim', `10.0.1.${i}`)),
      );
      expect(strangers.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
      for (const each of throttles) expect(await guess(each, 'victim', '10.0.0.1', true)).toBe(true);
      await expect(guess(throttle, 'victim', '10.0.0.2', true)).rejects.toMatchObject({ code: 'throttled' });
    });

    it('by neighbours locks nobody out who has been here before', async () => {
      const throttle = service.app.get(LoginThrottle);
      await guess(throttle, 'colleague', '10.4.0.1', true);
      const all = Array.from({ length: 60 }, (_, i) => guess(throttle, `made-up-${i}`, '10.4.0.1'));
      const tried = await Promise.allSettled(all);
      expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
      expect(await guess(throttle, 'colleague', '10.4.0.1', true)).toBe(true);
      await expect(guess(throttle, 'new', '10.4.0.1', true)).rejects.toMatchObject({ code: 'throttled' });
    });

    it('opens no account of an address to whom another one of it is home', async () => {
      const throttle = service.app.get(LoginThrottle);
      const [victim, own] = [{ public_id: randomUUID() }, { public_id: randomUUID() }];
      const accounts = [victim.public_id, own.public_id, undefined];
      const attempt = (from: string, found?: typeof own) => {
        const open: string[] = [];
        const done = throttle.guard({ email: 'shared', accounts }, from, async (ids) => {
          open.push(...ids);
          return found;
        });
        return done.then(() => open);
      };
      const networks = Array.from({ length: 100 }, (_, i) => `10.5.${i}.1`);
      for (const from of networks) await attempt(from, own);
      // The limit of the address is reached now. The right passwords count too, because each was a guess at the victim.
      for (const from of networks.slice(0, 5)) expect(await attempt(from)).toEqual([own.public_id]);
      await expect(attempt('10.6.0.1')).rejects.toMatchObject({ code: 'throttled' });
    });

    it('locks nobody out for longer than the bound says, whatever the clock was once', async () => {
      const throttle = service.app.get(LoginThrottle);
      await guess(throttle, 'ahead', '10.7.0.1');
      await asAdmin(service.database.adminUrl, (client) =>
        client.query(
          `UPDATE login_marks SET until = until + interval '2 hours' WHERE until < now() + interval '1 day'`,
        ),
      );
      const refused = await guess(throttle, 'ahead', '10.7.0.1', true).catch((error: unknown) => error);
      expect((refused as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(60);
      await asAdmin(service.database.adminUrl, (client) =>
        client.query(`DELETE FROM login_marks WHERE until < now() + interval '1 day'`),
      );
    });

    it('goes by the clock of the database, not by that of the process', async () => {
      const throttle = service.app.get(LoginThrottle);
      const now = Date.now();
      const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 7_200_000);
      for (let i = 0; i < 3; i++) await guess(throttle, `early-${i}`, '10.8.0.1');
      clock.mockRestore();
      for (let i = 0; i < 3; i++) expect(await guess(throttle, `early-${i}`, '10.8.0.1', true)).toBe(true);
    });

    it('is counted to the last, though forgiven marks are pruned just then', async () => {
      const database = service.app.get(TenantDatabase);
      const prune = () =>
        asAdmin(service.database.adminUrl, (admin) =>
          admin.query('DELETE FROM login_marks WHERE until <= clock_timestamp()'),
        );
      /** Prunes once in each transaction, after the statement that makes the marks and before the one that locks them. */
      const pruning = (manager: EntityManager) => {
        const runner = manager.queryRunner!;
        const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
        let made = false;
        runner.query = (async (text: string, ...rest: unknown[]) => {
          if (text.includes('FOR UPDATE') && !made) {
            made = true;
            await prune();
          }
          return query(text, ...rest);
        }) as typeof runner.query;
        return manager;
      };
      const throttle = new LoginThrottle({
        runAsPlatform: (reason: string, work: (manager: EntityManager) => Promise<unknown>) =>
          database.runAsPlatform(reason, (manager) => work(pruning(manager))),
      } as TenantDatabase);
      // The throttle prunes by itself at its first attempt.
      await guess(throttle, 'somebody', '10.9.0.2', true);
      for (let i = 0; i < 5; i++) {
        await guess(throttle, `forgiven-${i}`, `10.9.1.${i}`, true);
        const tried = await Promise.allSettled(
          Array.from({ length: 12 }, () => guess(throttle, `forgiven-${i}`, `10.9.1.${i}`)),
        );
        expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
      }
    });

    it('at many accounts from one network is slowed', async () => {
      const throttle = service.app.get(LoginThrottle);
      const attempts = await Promise.allSettled(
        Array.from({ length: 80 }, (_, i) => guess(throttle, `account-${i}`, `2001:db8:1:2::${i}`)),
      );
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    });
  });
});
