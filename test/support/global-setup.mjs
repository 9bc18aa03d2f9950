import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One PostgreSQL for the run: the first test that needs it starts it in here (see database.ts). Where many runs share
 * one (mutation testing), TEST_SERVER_DIR names it, and whoever made it stops it.
 */
export default function setUp() {
  process.env.TEST_DATA_DIR = process.env.TEST_SERVER_DIR ?? makeServerDirectory();
}

/** An empty folder for a PostgreSQL. */
export function makeServerDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  // Run as root, PostgreSQL has an account of its own, which must be able to walk in.
  chmodSync(directory, 0o755);
  return directory;
}
