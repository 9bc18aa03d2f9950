import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { expand, type Principal, TENANT_PERMISSIONS } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import {
  decodeCursor,
  DEFAULT_LIMIT,
  type ListQuery,
  type Page,
  parseTimestamp,
  Problem,
  toPage,
} from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { ApiToken } from './api-token.entity.js';
import { type CreateToken, type NewTokenView, type TokenView, tokenView } from './api-tokens.dto.js';
import { type Credential, tokenCredential } from './credential.js';
import { Identities } from './identities.js';
import { makeTenantToken, readTenantToken } from './token-format.js';

/** Whoever makes a token: it will be theirs. */
type Maker = Pick<Principal, 'actor' | 'permissions'>;

/** API tokens of the bound tenant, and who a presented one is. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly cache: TenantCache,
    private readonly tenants: TenantsService,
    private readonly identities: Identities,
    private readonly audit: AuditTrail,
  ) {}

  /** The credential of a plaintext; undefined where the token is unknown, expired, or its owner is gone. */
  async authenticate(plaintext: string): Promise<Credential | undefined> {
    const read = readTenantToken('api', plaintext);
    const tenant = read && (await this.tenants.byKey(read.tenantKey));
    if (!tenant) return undefined;
    const token = await this.cache.get(tenant.id, `token:${read.hash.toString('base64url')}`, () =>
      this.byHash(tenant, read.hash),
    );
    if (!token || (token.expiresAt && token.expiresAt.getTime() <= Date.now())) return undefined;
    const owner = await this.identities.byId(token.ownerUserId);
    return owner?.status === 'active' ? tokenCredential(this.identities, token, tenant, owner) : undefined;
  }

  async list({ limit = DEFAULT_LIMIT, cursor }: ListQuery): Promise<Page<TokenView>> {
    const scope = ['tokens', this.context.tenantId];
    const after = cursor === undefined ? undefined : decodeCursor(scope, cursor);
    return this.database.transaction(async (manager) => {
      const where = after ? { id: MoreThan(after) } : {};
      const rows = await manager.find(ApiToken, { where, order: { id: 'ASC' }, take: limit + 1 });
      return toPage(rows, limit, scope, (row) => row.id, tokenView);
    });
  }

  /** Makes a token of at most the maker's own permissions. The plaintext is in this answer and nowhere else. */
  async create(maker: Maker, input: CreateToken): Promise<NewTokenView> {
    refuseExcess(maker, input.abilities);
    const { plaintext, hash } = makeTenantToken('api', this.context.tenant.key);
    const token = await this.database.transaction(async (manager) => {
      const expiresAt = input.expires_at ? new Date(futureOf(input.expires_at)) : null;
      const { name, abilities } = input;
      await manager.insert(ApiToken, {
        name,
        tokenHash: hash,
        ownerUserId: maker.actor.userId,
        abilities,
        expiresAt,
      });
      const made = await manager.findOneByOrFail(ApiToken, { tokenHash: hash });
      const changes = { after: { name, abilities, expires_at: expiresAt } };
      await this.audit.record(manager, { action: 'token.create', target: `token:${made.id}`, changes });
      return made;
    });
    return { ...tokenView(token), token: plaintext };
  }

  /** Takes hold in this process at once, in others within a second. */
  async revoke(id: string): Promise<void> {
    const hash = await this.database.transaction(async (manager) => {
      const token = await manager.findOneBy(ApiToken, { id });
      if (!token) throw Problem.notFound();
      await manager.delete(ApiToken, { id });
      await this.audit.record(manager, { action: 'token.revoke', target: `token:${id}` });
      return token.tokenHash;
    });
    this.cache.drop(this.context.tenantId, `token:${hash.toString('base64url')}`);
  }

  /** Whoever holds a token may give it up. */
  async revokePlaintext(plaintext: string): Promise<void> {
    const read = readTenantToken('api', plaintext);
    const tenant = read && (await this.tenants.byKey(read.tenantKey));
    const token = tenant && (await this.byHash(tenant, read.hash));
    if (!token) return;
    this.context.trace.actor = `token:${token.id}`;
    await this.context.runAs(tenant, () => this.revoke(token.id));
  }

  /** Looked up inside the tenant that the plaintext names, under its policies. */
  private byHash(tenant: Tenant, hash: Buffer): Promise<ApiToken | undefined> {
    return this.context.runAs(tenant, () =>
      this.database.transaction(async (manager) => {
        const token = await manager.findOneBy(ApiToken, { tokenHash: hash });
        return token && timingSafeEqual(token.tokenHash, hash) ? token : undefined;
      }),
    );
  }
}

/** Nobody grants more than they hold. */
function refuseExcess(maker: Maker, abilities: string[]): void {
  const excess = expand(abilities, TENANT_PERMISSIONS).filter(
    (permission) => !maker.permissions.includes(permission),
  );
  if (excess.length)
    throw new Problem('forbidden', `You cannot grant what you do not hold: ${excess.join(', ')}.`);
}

function futureOf(text: string): number {
  const time = parseTimestamp(text)!;
  if (time > Date.now()) return time;
  throw Problem.ofInput([
    { pointer: '/expires_at', code: 'invalid_value', detail: 'expires_at: must lie in the future' },
  ]);
}
