import { SERVICE_ROLE } from './migrations/row-level-security.js';

/** Counts the connections of service processes to this database. */
export async function connectedProcesses(client: {
  query(text: string): Promise<{ rows: { connected: number }[] }>;
}): Promise<number> {
  const { rows } = await client.query(
    `SELECT count(*)::int AS connected FROM pg_stat_activity
      WHERE datname = current_database() AND usename <> current_user AND pg_has_role(usename, '${SERVICE_ROLE}', 'USAGE')
        AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = usename)`,
  );
  return rows[0].connected;
}
