import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One PostgreSQL for the run: the first test that needs it starts it in here (see database.ts). */
export default function setUp() {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  // Run as root, PostgreSQL has an account of its own, which must be able to walk in.
  chmodSync(directory, 0o755);
  process.env.TEST_DATA_DIR = directory;
}
