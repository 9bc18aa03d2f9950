import { runMigrations } from 'bullmq';
import { escapeIdentifier, type Client } from 'pg';

/** Schema of BullMQ's jobs. It is separate from the service's tables, and none of its tables belongs to a tenant. */
export const QUEUE_SCHEMA = 'bullmq';
/** Role of the queue's connections. It may use that schema and nothing else, and it cannot log in. */
export const QUEUE_ROLE = 'tributary_queue';

/** Queues by name. BullMQ creates a sequence for each at first use, which the service's role may not do. */
const QUEUES = ['ingest'];

/** Brings BullMQ's own tables up to date, as the owner, and lets `appRole` assume the role that may use them. */
export async function prepareQueueSchema(owner: Client, appRole: string): Promise<void> {
  const schema = escapeIdentifier(QUEUE_SCHEMA);
  const role = escapeIdentifier(QUEUE_ROLE);
  await runMigrations(owner as never, QUEUE_SCHEMA);
  // Roles belong to the whole server, so the role may exist from another database.
  await owner.query(
    `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
  for (const queue of QUEUES) {
    const { rows } = await owner.query(`SELECT ${schema}.job_id_seq_name($1) AS name`, [queue]);
    await owner.query(`CREATE SEQUENCE IF NOT EXISTS ${schema}.${escapeIdentifier(rows[0].name)}`);
  }
  await owner.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
  await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
  await owner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
  await owner.query(`GRANT ${role} TO ${escapeIdentifier(appRole)}`);
}
