import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureTimeFactor } from './time-factor.mjs';

/**
 * Measures the machine (see time-factor.mjs), and prepares one PostgreSQL for the run. The first test that needs the
 * server starts it (see database.ts). If several runs share a server (mutation testing), TEST_SERVER_DIR names it, and
 * the process that made it stops it.
 */
export default function setUp() {
  process.env.TEST_TIME_FACTOR ??= String(measureTimeFactor());
  process.env.TEST_DATA_DIR = process.env.TEST_SERVER_DIR ?? makeServerDirectory();
}

/** Creates an empty folder for a PostgreSQL. */
export function makeServerDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  // When the tests run as root, PostgreSQL has its own account, which must be able to enter the directory.
  chmodSync(directory, 0o755);
  return directory;
}
