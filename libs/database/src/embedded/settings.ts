import { totalmem } from 'node:os';

const MiB = 2 ** 20;

/**
 * A quarter of the memory that there is, as PostgreSQL's manual has it, and no more than a gibibyte, which holds the
 * indexes of some ten million events: uids come in at any place of theirs, and each page that is not here is read, and
 * another written out for it.
 * @param memory bytes
 */
export const sharedBuffers = (memory: number): string =>
  `${Math.round(Math.min(1024, Math.max(128, memory / MiB / 4)))}MB`;

/** What this process may use of the machine's memory, which in a container is less. Bytes. */
const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);

/** PostgreSQL settings for durable ingest on a small machine; everything acknowledged is on disk. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Durability is the product: never traded for speed.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: sharedBuffers(memory),
  // A page's first change after a checkpoint is written whole: fewer checkpoints and compressed pages mean less of it.
  wal_compression: 'on',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and their parameters carry what clients sent: the server's log gets neither.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};
