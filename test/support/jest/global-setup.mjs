import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureTimeFactor } from './time-factor.mjs';

/**
 * Measures the machine (see time-factor.mjs), and prepares one PostgreSQL for the run. The first test that needs the server
 * starts it (see database.ts). If several runs share a server (mutation testing), TEST_SERVER_DIR names it, and its maker
 * stops it.
 */
export default function setUp() {
  process.env.TEST_TIME_FACTOR ??= String(measureTimeFactor());
  process.env.TEST_DATA_DIR = process.env.TEST_SERVER_DIR ?? makeServerDirectory();
}

/** An empty folder for a PostgreSQL. */
export function makeServerDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  // Run as root, PostgreSQL has an account of its own, which must be able to walk in.
  chmodSync(directory, 0o755);
  return directory;
}
