/** PostgreSQL settings for durable ingest on a small machine; everything acknowledged is on disk. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Durability is the product: never traded for speed.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Holds the hot ends of the event indexes; a quarter of a small machine's memory would be more than is needed.
  shared_buffers: '256MB',
  // A page's first change after a checkpoint is written whole: fewer checkpoints mean less of it. Compressing such pages
  // costs more than it saves with the one method that this PostgreSQL is built with (pglz); see docs/performance.md.
  wal_compression: 'off',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and their parameters carry what clients sent: the server's log gets neither.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};
