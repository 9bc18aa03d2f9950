/** PostgreSQL settings for durable ingest on a small machine. Everything acknowledged is on disk. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Durability is never traded for speed.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Holds the recently used ends of the event indexes; a quarter of a small machine's memory would be more than needed.
  shared_buffers: '256MB',
  // PostgreSQL writes the first change of a page after a checkpoint as a whole page, so fewer checkpoints write less.
  // Compressing these pages with pglz, the only method of this build, costs more than it saves; see
  // docs/performance.md.
  wal_compression: 'off',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and their parameters hold what clients sent, so the server does not log them.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};
