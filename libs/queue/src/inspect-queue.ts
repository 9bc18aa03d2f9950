import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresAddress } from '#libs/common';
import { QUEUE_OPTIONS } from './backend.js';

/** Milliseconds. */
const CONNECT_MS = 2_000;
const HEARD_MS = 2_000;

export const QUEUE_ADVICE =
  'Set QUEUE_DATABASE_URL to PostgreSQL itself, not to a pooler, or set REDIS_URL: the queue needs sessions of its own.';

/**
 * Why the queue cannot work over this address: a pooler refuses its startup options, or notifications do not arrive.
 * Undefined if it works. Never throws.
 */
export async function whyQueueFails(url: string): Promise<string | undefined> {
  const { url: connectionString, ssl } = postgresAddress(url);
  const options = {
    connectionString,
    ssl,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  };
  const listener = new pg.Client({ ...options, options: QUEUE_OPTIONS });
  const sender = new pg.Client({ ...options, options: QUEUE_OPTIONS });
  for (const client of [listener, sender]) client.on('error', () => undefined);
  const channel = `tributary_${randomUUID().replaceAll('-', '')}`;
  try {
    await listener.connect();
    await listener.query(`LISTEN ${channel}`);
    const heard = new Promise<boolean>((resolve) => listener.once('notification', () => resolve(true)));
    await sender.connect();
    await sender.query('SELECT pg_notify($1, $2)', [channel, '']);
    if (await Promise.race([heard, sleep(HEARD_MS, false, { ref: false })])) return undefined;
    return 'LISTEN hears nothing: the address leads to a pooler that shares connections';
  } catch (error) {
    return `the queue's connection is refused: ${(error as Error).message}`;
  } finally {
    for (const client of [listener, sender]) client.end().catch(() => undefined);
  }
}
