import { Injectable } from '@nestjs/common';
import { PreparedStatement, TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { EveryTenant } from '#libs/tenants';
import { ApiToken } from './api-token.entity.js';
import { ApiTokens } from './api-tokens.service.js';
import type { LiveToken } from '../accounts/accounts.dto.js';

/** Limit of tokens in an answer. */
const MOST_LISTED = 500;

const OWNS = new PreparedStatement(
  'SELECT FROM api_tokens a WHERE a.tenant_id = $1::bigint AND a.owner_user_id = $2::bigint LIMIT 1',
);

/** API tokens of a person in all tenants, read tenant by tenant, each under its own policies. */
@Injectable()
export class PersonalTokens {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tokens: ApiTokens,
    private readonly every: EveryTenant,
  ) {}

  /** Tokens that have not expired. @param userId internal id */
  async live(userId: string): Promise<LiveToken[]> {
    const found: LiveToken[] = [];
    for (const tenant of await this.homes(userId)) {
      if (found.length >= MOST_LISTED) break;
      found.push(...(await this.context.runAs(tenant, () => this.liveIn(tenant, userId))));
    }
    return found.slice(0, MOST_LISTED);
  }

  /** @returns how many were revoked */
  async revokeAll(userId: string): Promise<number> {
    let revoked = 0;
    for (const tenant of await this.homes(userId))
      revoked += await this.context.runAs(tenant, () => this.tokens.revokeOf({ ownerUserId: userId }));
    return revoked;
  }

  /** A person who left a tenant may still own tokens there, so memberships are not enough. */
  private async homes(userId: string): Promise<Tenant[]> {
    if (!this.database.isDistributed) return this.database.lookup<Tenant>('app_tenants_of_tokens', [userId]);
    // On Citus no look-up reads rows of tenants: this costs a statement for each tenant there is.
    const homes: Tenant[] = [];
    for await (const { tenant, rows } of this.every.ask(OWNS, userId)) if (rows.length) homes.push(tenant);
    return homes.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private async liveIn({ key }: Tenant, ownerUserId: string): Promise<LiveToken[]> {
    const rows = await this.database.transaction((manager) =>
      manager.find(ApiToken, { where: { ownerUserId }, order: { id: 'ASC' }, take: MOST_LISTED }),
    );
    return rows
      .filter(({ expiresAt }) => !expiresAt || expiresAt.getTime() > Date.now())
      .map(({ id, name, abilities, expiresAt, lastUsedAt }) => ({
        tenant_key: key,
        id,
        name,
        abilities,
        expires_at: expiresAt,
        last_used_at: lastUsedAt,
      }));
  }
}
