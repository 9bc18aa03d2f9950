import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Pause between two looks. Milliseconds. */
const EVERY_MS = 25;

/** What the service's role waits for, as PostgreSQL tells: the time that a wait has taken, not what a machine takes for work. */
export class LockWaits {
  /** The longest wait of a statement for a lock that was seen. Milliseconds; some 25 may be missing. */
  longest = 0;
  /** The statement that waited, and for what. */
  of = 'nothing';
  private running = true;
  private readonly watching: Promise<void>;

  constructor(adminUrl: string) {
    this.watching = this.watch(adminUrl);
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.watching;
  }

  private async watch(adminUrl: string): Promise<void> {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    while (this.running) {
      const { rows } = await client.query<{ ms: number; of: string }>(WAITS);
      if (rows[0]?.ms > this.longest) ({ ms: this.longest, of: this.of } = rows[0]);
      await sleep(EVERY_MS);
    }
    await client.end();
  }
}

const WAITS = `
  SELECT extract(epoch FROM clock_timestamp() - l.waitstart)::float8 * 1000 AS ms,
         concat_ws(' ', l.locktype, l.mode, l.relation::regclass, left(a.query, 100)) AS of
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
   WHERE NOT l.granted AND l.waitstart IS NOT NULL AND a.usename = 'tributary_app'
   ORDER BY 1 DESC LIMIT 1`;
