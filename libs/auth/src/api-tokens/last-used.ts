import { Injectable } from '@nestjs/common';
import { LastTimes, PreparedStatement, TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';
import type { TokenRecord } from './token-lookup.js';

const UPDATE = new PreparedStatement(`
UPDATE api_tokens SET last_used_at = used.at
  FROM (SELECT t.id, u.at FROM unnest($2::uuid[], $3::timestamptz[]) AS u (id, at)
          JOIN api_tokens t ON t.tenant_id = $1 AND t.id = u.id ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED) used
 WHERE api_tokens.tenant_id = $1 AND api_tokens.id = used.id
   AND (api_tokens.last_used_at IS NULL OR api_tokens.last_used_at < used.at)`);

/** Records when tokens were last used, outside the requests that use them. */
@Injectable()
export class LastUsed extends LastTimes {
  constructor(database: TenantDatabase, context: TenantContext) {
    super(database, context, UPDATE);
  }

  note(tenant: Tenant, { id }: Pick<TokenRecord, 'id'>): void {
    this.noteOne(tenant, id, Date.now());
  }
}
