import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export default async function tearDown() {
  if (!process.env.TEST_SERVER_DIR) await removeServer(process.env.TEST_DATA_DIR);
}

/** Stops a PostgreSQL (SIGQUIT: at once, because its data is deleted) and removes its files. */
export async function removeServer(directory) {
  const pid = runningIn(directory);
  if (pid) process.kill(pid, 'SIGQUIT');
  for (let i = 0; i < 100 && pid && isAlive(pid); i++) await sleep(50);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

function runningIn(directory) {
  try {
    return Number(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
