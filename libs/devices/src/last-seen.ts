import { Injectable } from '@nestjs/common';
import { LastTimes, PreparedStatement, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';

const UPDATE = new PreparedStatement(`
UPDATE devices SET last_seen_at = seen.at
  FROM (SELECT d.id, u.at FROM unnest($2::text[], $3::timestamptz[]) AS u (device_uid, at)
          JOIN devices d ON d.tenant_id = $1 AND d.device_uid = u.device_uid ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED) seen
 WHERE devices.tenant_id = $1 AND devices.id = seen.id
   AND (devices.last_seen_at IS NULL OR devices.last_seen_at < seen.at)`);

/** Records when devices last sent events, outside the transactions that store these. */
@Injectable()
export class LastSeen extends LastTimes {
  constructor(database: TenantDatabase, context: TenantContext) {
    super(database, context, UPDATE);
  }

  /** @param deviceUids uids of devices of the bound tenant */
  note(deviceUids: Iterable<string>, at: Date): void {
    const { tenant } = this.context;
    for (const uid of deviceUids) this.noteOne(tenant, uid, at.getTime());
  }
}
