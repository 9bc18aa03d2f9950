import { Injectable } from '@nestjs/common';
import { type EntityManager, type FindOptionsWhere, IsNull, LessThan, MoreThan } from 'typeorm';
import { type Principal } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import { Config, type ListQuery, type Page, Problem } from '#libs/common';
import { Cursors, isForeignKeyViolation, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { ApiToken } from './api-token.entity.js';
import {
  type CreateToken,
  type ListedTokenView,
  type CreatedTokenView,
  tokenView,
} from './api-tokens.dto.js';
import { refuseExcess } from '../roles/grant-check.js';
import { TokenOwners } from './token-owners.js';
import { distinct } from '../identity/profiles.js';
import { expiryOf, renewedExpiry } from './token-expiry.js';
import { makeTenantToken } from '../token-format.js';

/** Who creates a token, and becomes its owner. */
type Maker = Pick<Principal, 'actor' | 'permissions'>;
/** Selects tokens: all that belong to no device, those of a person, or those of a device. */
type Of = Pick<FindOptionsWhere<ApiToken>, 'deviceId' | 'ownerUserId' | 'ownerClientId'>;
/** Tokens of people and services. */
const API_TOKENS: Of = { deviceId: IsNull() };

/** How long an expired token stays in lists, so that people can see why it stopped working. Milliseconds. */
const REMEMBER_EXPIRED_MS = 30 * 86_400_000;
/** How long a rotated token keeps working if the caller names no overlap. Seconds. */
const OVERLAP_SECONDS = 3600;

type Owner = { ownerUserId: string } | { ownerClientId: string };

/** The owner of new tokens of this maker. If the maker is a token itself, its owner. */
const ownerOf = ({ actor: { userId, clientId } }: Pick<Maker, 'actor'>): Owner | undefined => {
  if (userId !== undefined) return { ownerUserId: userId };
  return clientId === undefined ? undefined : { ownerClientId: clientId };
};

/**
 * Only its owner may rotate a token. For anybody else the new plaintext would be a credential in the owner's name that
 * outlives their own rights. A device token has no such owner: who may create one may rotate it.
 */
function refuseOthers(maker: Maker, token: ApiToken): void {
  const { userId = null, clientId = null } = maker.actor;
  const own = token.ownerUserId === userId && token.ownerClientId === clientId;
  if (token.deviceId === null && !own)
    throw new Problem(
      'forbidden',
      'Only its owner may rotate a token; revoke it and create one of your own.',
    );
}

/** API tokens of the bound tenant. Only the answer that creates a token has its plaintext. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly config: Config,
    private readonly audit: AuditTrail,
    private readonly owners: TokenOwners,
    private readonly cursors: Cursors,
  ) {}

  list(query: ListQuery, of = API_TOKENS): Promise<Page<ListedTokenView>> {
    return this.cursors.page(['tokens', String(of.deviceId)], query, {
      read: async (after, take) => {
        const where = { ...of, ...(after && { id: MoreThan(after) }) };
        const rows = await this.database.transaction((manager) =>
          manager.find(ApiToken, { where, order: { id: 'ASC' }, take, relations: { device: true } }),
        );
        const owners = await this.owners.of(rows);
        return rows.map((row) => ({ row, owner: owners.get(row)! }));
      },
      keyOf: ({ row }) => row.id,
      view: ({ row, owner }) => ({ ...tokenView(row), owner }),
    });
  }

  /** Creates a token with at most the maker's own permissions. */
  create(maker: Maker, input: CreateToken): Promise<CreatedTokenView> {
    const abilities = distinct(input.abilities);
    refuseExcess(maker, abilities);
    const owner = ownerOf(maker);
    if (!owner) throw new Problem('forbidden', 'A device token may not create tokens.');
    return this.make(input, abilities, owner);
  }

  /** Creates a device token. Its maker cannot choose what it may do. */
  createForDevice(deviceId: string, input: Omit<CreateToken, 'abilities'>): Promise<CreatedTokenView> {
    return this.make(input, ['events:write'], { deviceId });
  }

  /**
   * Creates the token's successor, with the same name, abilities, owner and lifetime. Both work for the overlap, so
   * that nothing has to stop while the new one is rolled out.
   */
  async rotate(
    maker: Maker,
    id: string,
    overlap = OVERLAP_SECONDS,
    of = API_TOKENS,
  ): Promise<CreatedTokenView> {
    const ends = new Date(Date.now() + overlap * 1000);
    const { made, plaintext } = await this.database.transaction(async (manager) => {
      const token = await manager.findOne(ApiToken, {
        where: { ...of, id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!token) throw Problem.notFound();
      refuseOthers(maker, token);
      // Rotating reveals the plaintext, so it needs the same rights as granting it.
      refuseExcess(maker, token.abilities);
      const { name, abilities, ownerUserId, ownerClientId, deviceId } = token;
      const expiresAt = renewedExpiry(token, this.config);
      if (!token.expiresAt || token.expiresAt > ends)
        await manager.update(ApiToken, { id }, { expiresAt: ends });
      const owner = { ownerUserId, ownerClientId, deviceId };
      const next = await this.insert(manager, { name, abilities, ...owner, expiresAt });
      const changes = { after: { successor: next.made.id, ends } };
      await this.audit.record(manager, { action: 'token.rotate', target: `token:${id}`, changes });
      return next;
    });
    return { ...tokenView(made), token: plaintext };
  }

  /** Takes effect in this process at once, in others within a second. */
  async revoke(id: string, of: Of = API_TOKENS): Promise<void> {
    if (!(await this.revokeOf({ ...of, id }))) throw Problem.notFound();
  }

  /** Revokes all of the caller's own tokens in this tenant. */
  async revokeOwn(maker: Pick<Maker, 'actor'>): Promise<void> {
    const owner = ownerOf(maker);
    if (owner) await this.revokeOf(owner);
  }

  /** @returns how many were revoked */
  async revokeOf(where: FindOptionsWhere<ApiToken>): Promise<number> {
    const tokens = await this.database.transaction(async (manager) => {
      const found = await manager.findBy(ApiToken, where);
      for (const { id } of found) {
        await manager.delete(ApiToken, { id });
        await this.audit.record(manager, { action: 'token.revoke', target: `token:${id}` });
      }
      return found;
    });
    return tokens.length;
  }

  private async make(
    { name, expires_at }: Omit<CreateToken, 'abilities'>,
    abilities: string[],
    owner: Owner | { deviceId: string },
  ): Promise<CreatedTokenView> {
    const expiresAt = expiryOf(expires_at, this.config);
    const { made, plaintext } = await this.database.transaction(async (manager) => {
      await manager.delete(ApiToken, { expiresAt: LessThan(new Date(Date.now() - REMEMBER_EXPIRED_MS)) });
      const next = await this.insert(manager, { name, abilities, expiresAt, ...owner });
      // The trail omits the token's name, which may be that of a person: the trail outlives both.
      const changes = { after: { abilities, expires_at: expiresAt } };
      await this.audit.record(manager, { action: 'token.create', target: `token:${next.made.id}`, changes });
      return next;
    });
    return { ...tokenView(made), token: plaintext };
  }

  private async insert(manager: EntityManager, fields: Partial<ApiToken>) {
    const { plaintext, hash: tokenHash } = makeTenantToken('api', this.context.tenant.key);
    await manager.insert(ApiToken, { ...fields, tokenHash } as never).catch((error: unknown) => {
      // The owner was removed since the look-up.
      throw isForeignKeyViolation(error) ? Problem.notFound() : error;
    });
    return { plaintext, made: await manager.findOneByOrFail(ApiToken, { tokenHash }) };
  }
}
