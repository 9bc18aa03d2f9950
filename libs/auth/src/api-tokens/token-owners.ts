import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import type { ApiToken } from './api-token.entity.js';
import type { TokenOwner } from './api-tokens.dto.js';

interface OwnerRow {
  readonly key: string;
  readonly kind: 'user' | 'client';
  readonly id: string;
  readonly name: string;
}

/** Names the owners of tokens, including staff and services, which the tenant's own policies hide. */
@Injectable()
export class TokenOwners {
  constructor(private readonly database: TenantDatabase) {}

  /** One statement for any number of tokens. Tokens of devices carry their device. */
  async of(tokens: readonly ApiToken[]): Promise<Map<ApiToken, TokenOwner>> {
    const distinct = (ids: (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];
    const users = distinct(tokens.map(({ ownerUserId }) => ownerUserId));
    const clients = distinct(tokens.map(({ ownerClientId }) => ownerClientId));
    const rows =
      users.length + clients.length
        ? await this.database.lookup<OwnerRow>('app_token_owners', [users, clients])
        : [];
    const known = new Map(rows.map(({ key, kind, id, name }) => [`${kind}:${key}`, { kind, id, name }]));
    return new Map(tokens.map((token) => [token, ownerOf(token, known)]));
  }
}

/** An owner may be removed between the two statements; its token is removed with it. */
function ownerOf(token: ApiToken, known: ReadonlyMap<string, TokenOwner>): TokenOwner {
  const { ownerUserId, ownerClientId, device } = token;
  if (device) return { kind: 'device', id: device.deviceUid, name: null };
  const [kind, key] = ownerUserId === null ? ['client', ownerClientId] : ['user', ownerUserId];
  return known.get(`${kind}:${key}`) ?? { kind, id: '', name: null };
}
