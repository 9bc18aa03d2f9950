import { asAdmin } from '../support/servers/database.js';

/** An event as it was sent: whose, and a number that its payload must bring back. */
export interface Sent {
  readonly tenant: string;
  readonly uid: string;
  readonly n: number;
}

/** What the database holds beside the ledger, and what of it must not be. */
export interface Audit {
  readonly attempted: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged and not stored. */
  readonly lost: string[];
  /** Stored and never sent. */
  readonly invented: string[];
  /** Stored more than once. */
  readonly doubled: string[];
  /** Under another tenant, or with another content. */
  readonly altered: string[];
}

const keyOf = ({ tenant, uid }: Pick<Sent, 'tenant' | 'uid'>) => `${tenant}/${uid}`;

/** What was sent and what was acknowledged, kept outside of every process that is killed. */
export class Ledger {
  private readonly attempted = new Map<string, Sent>();
  private readonly acknowledged = new Set<string>();

  get acks(): number {
    return this.acknowledged.size;
  }

  attempt(sent: Sent): void {
    this.attempted.set(keyOf(sent), sent);
  }

  acknowledge(sent: Sent): void {
    this.acknowledged.add(keyOf(sent));
  }

  /** What was sent and never acknowledged. */
  open(): Sent[] {
    return [...this.attempted].filter(([key]) => !this.acknowledged.has(key)).map(([, sent]) => sent);
  }

  /** acknowledged ⊆ stored ⊆ attempted, each once, as its sender's: read row by row, past the indexes. */
  async audit(adminUrl: string): Promise<Audit> {
    const rows = await asAdmin(adminUrl, async (admin) => {
      await admin.query(
        'SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off',
      );
      return (await admin.query<StoredRow>(STORED)).rows;
    });
    const stored = new Set<string>();
    const invented: string[] = [];
    const doubled: string[] = [];
    const altered: string[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      const sent = this.attempted.get(key);
      if (stored.has(key)) doubled.push(key);
      stored.add(key);
      if (!sent) invented.push(key);
      else if (row.payload_tenant !== sent.tenant || row.n !== sent.n) altered.push(key);
    }
    const lost = [...this.acknowledged].filter((key) => !stored.has(key));
    return {
      attempted: this.attempted.size,
      acknowledged: this.acknowledged.size,
      stored: stored.size,
      lost,
      invented,
      doubled,
      altered,
    };
  }
}

interface StoredRow {
  readonly tenant: string;
  readonly uid: string;
  readonly payload_tenant: string;
  readonly n: number;
}

const STORED = `
  SELECT t.key AS tenant, e.event_uid AS uid, e.payload->>'tenant' AS payload_tenant, (e.payload->>'n')::int AS n
  FROM events e JOIN tenants t ON t.id = e.tenant_id WHERE e.type = 'chaos'`;
