import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { makeServerDirectory } from './global-setup.mjs';
import { removeServer } from './global-teardown.mjs';

/** Runs mutation testing, one part after the other, on one PostgreSQL: `npm run mutate [-- part …]`. */
const parts = process.argv.length > 2 ? process.argv.slice(2) : ['tenancy', 'access', 'scope'];
const directory = makeServerDirectory();
try {
  for (const PART of parts) {
    const env = { ...process.env, PART, TEST_SERVER_DIR: directory };
    const [code] = await once(spawn('stryker', ['run'], { stdio: 'inherit', env }), 'exit');
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  await removeServer(directory);
}
