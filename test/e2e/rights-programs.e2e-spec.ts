import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { GRANTS, PLATFORM_PERMISSIONS } from '#libs/access';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

const PROGRAMS = Number(process.env.RIGHTS_PROGRAMS ?? 25);
const SEED = Number(process.env.RIGHTS_SEED ?? Date.now() % 2 ** 31);
const GOOD = 'four unrelated words here';

/** Permissions that somebody holds, as `<tenant>/<permission>` or `platform/<permission>`. */
type Rights = ReadonlySet<string>;

/** Somebody with a credential. */
interface Holder {
  readonly name: string;
  readonly client: ApiClient;
  /** The maximum of their rights: what they and the givers held at the time of each gift. */
  readonly most: Set<string>;
  readonly userId?: string;
  readonly email?: string;
  readonly password?: string;
}

/** One call of the API. Each number picks from what exists at the time of the call. */
interface Step {
  readonly call: (typeof CALLS)[number];
  readonly who: number;
  readonly what: number;
  readonly roles: readonly number[];
  readonly grants: readonly string[];
}

const CALLS = [
  'make role', 'change role', 'drop role', 'change member', 'disable member', 'enable member', 'drop member', 'make token', 'rotate token',
  'invite', 'accept', 'accept as oneself', 'reset', 'use reset', 'make service', 'rotate service', 'ask scope', 'device token', 'rotate device token',
  'add member', 'disable person', 'enable person', 'narrow',
] as const; // prettier-ignore

const step: fc.Arbitrary<Step> = fc.record({
  call: fc.constantFrom(...CALLS),
  who: fc.nat(50),
  what: fc.nat(50),
  roles: fc.array(fc.nat(20), { minLength: 1, maxLength: 2 }),
  grants: fc.array(fc.constantFrom(...GRANTS, ...PLATFORM_PERMISSIONS, 'tenants:*'), {
    minLength: 1,
    maxLength: 3,
  }),
});

/** Two tenants, some people and what they create. Every call is a documented one. */
class World {
  readonly holders: Holder[] = [];
  private readonly roles: { id: string; name: string }[] = [];
  private readonly members: { id: string; userId: string }[] = [];
  private readonly tokens: string[] = [];
  private readonly deviceTokens: string[] = [];
  private readonly invitations: { token: string; email: string; maker: Holder }[] = [];
  private readonly resets: { token: string; userId: string; maker: Holder }[] = [];
  private readonly services: { id: string; secret: string; most: Rights }[] = [];

  private constructor(
    private readonly service: TestApp,
    private readonly platform: ApiClient,
    private readonly acme: string,
    private readonly globex: string,
  ) {}

  static async make(service: TestApp, platform: ApiClient): Promise<World> {
    const [acme, globex] = ['a', 'b'].map((letter) => `${letter}-${randomUUID().slice(0, 13)}`);
    const world = new World(service, platform, acme, globex);
    for (const key of [acme, globex]) await service.make.tenant(key);
    await world.take('staff', platform);
    for (const [role, ...homes] of [
      ['tenant_admin', acme],
      ['operator', acme],
      ['consumer', acme, globex],
      ['tenant_admin', globex],
    ]) {
      const person = await service.make.person(role, ...homes);
      await world.take(
        `${role} of ${homes.length}`,
        await person.logIn(),
        undefined,
        person.id,
        person.email,
        person.password,
      );
    }
    await world.look();
    return world;
  }

  /** Makes the call, which may succeed or be refused. @throws Error if the service fails or gives too much */
  async run({ call, who, what, roles, grants }: Step): Promise<void> {
    const maker = pick(this.holders, who)!;
    const client = maker.client.as(maker.client.token, { 'x-tenant-key': this.acme });
    const tenantGrants = grants.filter((grant) => !grant.startsWith('tenants:'));
    const named = roles.map((n) =>
      pick(['tenant_admin', 'operator', 'producer', 'consumer', ...this.roles.map(({ name }) => name)], n)!,
    );
    const role = pick(this.roles, what);
    const member = pick(this.members, what);
    const post = async (path: string, body: object) => this.checked(await client.post(path, body));
    const change = async (path: string, body: object) => this.checked(await client.patch(path, body));
    if (call === 'make role') {
      const made = await post('/v1/roles', {
        name: `r${randomUUID().slice(0, 8)}`,
        permissions: tenantGrants,
      });
      if (made) this.roles.push(made);
    } else if (call === 'change role' && role) {
      const before = await this.heldBy(maker);
      if (await change(`/v1/roles/${role.id}`, { permissions: tenantGrants }))
        this.raise(this.holders, before);
    } else if (call === 'drop role' && role) this.checked(await client.delete(`/v1/roles/${role.id}`));
    else if (call === 'change member' && member) {
      const before = await this.heldBy(maker);
      if (await change(`/v1/members/${member.id}`, { roles: named, permissions: tenantGrants }))
        this.raise(this.of(member.userId), before);
    } else if (call === 'disable member' && member)
      await change(`/v1/members/${member.id}`, { status: 'disabled' });
    else if (call === 'enable member' && member)
      await change(`/v1/members/${member.id}`, { status: 'active' });
    else if (call === 'drop member' && member) this.checked(await client.delete(`/v1/members/${member.id}`));
    else if (call === 'make token') {
      const made = await post('/v1/tokens', { name: 't', abilities: tenantGrants });
      if (made) await this.keepToken(made, maker);
    } else if (call === 'rotate token' && this.tokens.length) {
      const made = await post(`/v1/tokens/${pick(this.tokens, what)}/rotate`, { overlap_seconds: 60 });
      if (made) await this.keepToken(made, maker);
    } else if (call === 'invite') {
      const email =
        what % 3
          ? `${randomUUID()}@example.com`
          : (pick(
              this.holders.filter((each) => each.email),
              what,
            )!.email as string);
      const made = await post('/v1/invitations', { email, roles: named, permissions: tenantGrants });
      if (made) this.invitations.push({ ...made, email, maker });
    } else if (call === 'accept' || call === 'accept as oneself')
      await this.accept(pick(this.invitations, what), call === 'accept' ? undefined : maker);
    else if (call === 'reset' && member) {
      const made = await post(`/v1/members/${member.id}/password-reset`, {});
      if (made) this.resets.push({ ...made, userId: member.userId, maker });
      // Half of the links are used at once, because a later change of the person or the maker ends a link.
      if (made && what % 2) await this.useReset(this.resets.at(-1));
    } else if (call === 'use reset') await this.useReset(pick(this.resets, what));
    else if (call === 'make service') {
      const before = await this.heldBy(maker);
      const made = await post('/v1/service-clients', {
        name: 's',
        abilities: grants.filter((grant) => grant !== 'tenants:*'),
        ...(what % 2 && { tenant_key: this.acme }),
      });
      if (made) this.services.push({ id: made.id, secret: made.client_secret, most: before });
    } else if (call === 'rotate service' && this.services.length) {
      const { id } = pick(this.services, what)!;
      const made = await post(`/v1/service-clients/${id}/rotate`, {});
      if (made) this.services.push({ id, secret: made.client_secret, most: await this.heldBy(maker) });
    } else if (call === 'ask scope' && this.services.length)
      await this.askScope(pick(this.services, what)!, grants);
    else if (call === 'device token') {
      const made = await post('/v1/devices/sensor-1/tokens', { name: 'd' });
      if (made) this.deviceTokens.push(made.id);
      if (made) await this.take('device', this.service.api.as(made.token), await this.heldBy(maker));
    } else if (call === 'rotate device token' && this.deviceTokens.length) {
      const made = await post(`/v1/devices/sensor-1/tokens/${pick(this.deviceTokens, what)}/rotate`, {});
      if (made) await this.take('device', this.service.api.as(made.token), await this.heldBy(maker));
    } else if (call === 'add member') {
      const person = pick(
        this.holders.filter(({ userId }) => userId),
        what,
      )!;
      const before = await this.heldBy(maker);
      if (await post('/v1/members', { user_id: person.userId, roles: named }))
        this.raise(this.of(person.userId!), before);
    } else if (call === 'disable person' || call === 'enable person') {
      const person = pick(
        this.holders.filter(({ userId, name }) => userId && name !== 'staff'),
        what,
      )!;
      await change(`/v1/users/${person.userId}`, {
        status: call === 'enable person' ? 'active' : 'disabled',
      });
    } else if (call === 'narrow')
      await this.narrow(
        pick(
          this.holders.filter(({ password }) => password),
          what,
        )!,
        grants.filter((grant) => !grant.includes('*')),
      );
    await this.look();
  }

  /** Opens a session with a scope, and refreshes it with the same scope and with a wider one, which must not widen it. */
  private async narrow({ name, email, password }: Holder, scope: readonly string[]): Promise<void> {
    if (!scope.length) return;
    const login = { grant_type: 'password', username: email, password, scope: scope.join(' ') };
    const opened = this.checked(await this.service.api.post('/v1/auth/token', login));
    if (!opened) return;
    const { refresh_token } = opened;
    const next = { grant_type: 'refresh_token', refresh_token };
    const wider = { ...next, scope: `${login.scope} usage:read` };
    const answers = [
      await this.service.api.post('/v1/auth/token', wider),
      await this.service.api.post('/v1/auth/token', next),
    ];
    const most = new Set(
      [this.acme, this.globex, 'platform'].flatMap((where) => scope.map((one) => `${where}/${one}`)),
    );
    for (const { access_token } of [opened, ...answers.map((answer) => this.checked(answer))].filter(Boolean))
      await this.take(`narrowed ${name}`, this.service.api.as(access_token), most);
  }

  /** @throws Error if somebody holds more than their maximum */
  async judge(): Promise<void> {
    for (const holder of this.holders) {
      const held = await this.heldBy(holder);
      const excess = [...held].filter((right) => !holder.most.has(right));
      if (excess.length) throw new Error(`${holder.name} holds ${excess.join(', ')}, which nobody gave`);
    }
  }

  private async accept(link: (typeof this.invitations)[number] | undefined, as?: Holder): Promise<void> {
    if (!link) return;
    // The rights of the maker now, because an invitation is checked again when it is used.
    const before = await this.heldBy(link.maker);
    const client = as ? this.service.api.as(as.client.token) : this.service.api;
    const made = this.checked(
      await client.post('/v1/auth/accept-invitation', { token: link.token, password: GOOD }),
    );
    if (!made) return;
    if (as) return this.raise(this.of(as.userId!), before);
    const person = await this.service.make.login(link.email, GOOD, this.acme);
    if (person.token === undefined) return;
    const { id } = (await person.get('/v1/auth/me')).body.principal;
    await this.take('invited', person, before, id, link.email);
  }

  /** The maker of a reset link can use it and take over the person's account. So they must hold the person's rights. */
  private async useReset(link: (typeof this.resets)[number] | undefined): Promise<void> {
    if (!link) return;
    const before = await this.heldBy(link.maker);
    const done = this.checked(
      await this.service.api.post('/v1/auth/password', { token: link.token, new_password: GOOD }),
    );
    if (!done) return;
    const excess = [...(await this.takenBy(link))].filter((right) => !before.has(right));
    if (excess.length) throw new Error(`${link.maker.name} reset a password and took ${excess.join(', ')}`);
  }

  private async askScope(
    { id, secret, most }: (typeof this.services)[number],
    scope: readonly string[],
  ): Promise<void> {
    const grant = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    for (const more of [{}, { scope: scope.join(' ') }]) {
      const answer = this.checked(await this.service.api.post('/v1/auth/token', { ...grant, ...more }));
      if (answer)
        await this.take(`service ${JSON.stringify(more)}`, this.service.api.as(answer.access_token), most);
    }
  }

  private async keepToken({ id, token }: { id: string; token: string }, maker: Holder): Promise<void> {
    this.tokens.push(id);
    await this.take(`token of ${maker.name}`, this.service.api.as(token), await this.heldBy(maker));
  }

  private async take(
    name: string,
    client: ApiClient,
    most?: Rights,
    userId?: string,
    email?: string,
    password?: string,
  ): Promise<void> {
    if (this.holders.length > 14) return;
    const holder: Holder = { name, client, most: new Set(most), userId, email, password };
    this.holders.push(holder);
    if (!most) this.raise([holder], await this.heldBy(holder));
  }

  /** Raises the maximum of the holders by what the giver held. */
  private raise(holders: readonly Holder[], given: Rights): void {
    for (const { most } of holders) for (const right of given) most.add(right);
  }

  /** A person and their tokens. A token grows with its owner, up to its abilities. */
  private of(userId: string): Holder[] {
    const names = this.holders.filter((each) => each.userId === userId).map(({ name }) => `token of ${name}`);
    return this.holders.filter(
      (each) => each.userId === userId || names.some((name) => each.name.endsWith(name)),
    );
  }

  private async heldBy({ client }: Pick<Holder, 'client'>): Promise<Rights> {
    const held = new Set<string>();
    for (const key of [this.acme, this.globex]) {
      const { status, body } = await client.as(client.token, { 'x-tenant-key': key }).get('/v1/auth/me');
      if (status >= 500) throw new Error(`/v1/auth/me answers ${status}`);
      for (const permission of (body?.permissions ?? []) as string[])
        if (permission !== 'self:read')
          held.add(`${permission.startsWith('tenants:') ? 'platform' : key}/${permission}`);
    }
    return held;
  }

  /** What the new password opens. The person need not be a holder, and their older sessions have ended. */
  private async takenBy({ userId }: (typeof this.resets)[number]): Promise<Rights> {
    const { email, status } = this.checked(await this.platform.get(`/v1/users/${userId}`));
    const client = await this.service.make.login(email, GOOD);
    const id = (await client.get('/v1/auth/me')).body?.principal?.id;
    if (id === undefined && status === 'active') throw new Error(`${email} cannot log in after a reset`);
    // Another account of the same address may have the same password.
    return id === userId ? this.heldBy({ client }) : new Set();
  }

  private async look(): Promise<void> {
    const inside = this.platform.as(this.platform.token, { 'x-tenant-key': this.acme });
    const { data } = (await inside.get('/v1/members?limit=500')).body;
    const seen = (data as { id: string; user_id: string }[]).map(({ id, user_id }) => ({
      id,
      userId: user_id,
    }));
    this.members.splice(0, this.members.length, ...seen.sort((a, b) => (a.userId < b.userId ? -1 : 1)));
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  private checked({ status, body }: { status: number; body: any }): any {
    if (status >= 500) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return status < 300 ? (body ?? {}) : undefined;
  }
}

const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(from.length, 1)];

describe('programs of documented calls', () => {
  let service: TestApp;
  let platform: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    platform = await service.make.staff();
  });
  afterAll(() => service.close());

  it('give nobody what neither they nor who gave it to them held', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const world = await World.make(service, platform);
      await world.judge();
      for (const each of steps) {
        await world.run(each);
        await world.judge();
      }
    });
    await fc.assert(property, { numRuns: PROGRAMS, seed: SEED, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: false });
  }, 900_000);
}); // prettier-ignore
