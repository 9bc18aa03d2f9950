import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#libs/embedded-postgres';
import { median, round2 } from '../figures.js';
import { childOf, cpuWithChildren, rssOf } from '../processes.js';

/** Idle time after which V8 has returned the memory of the start. Seconds. */
const IDLE_SECONDS = 60;

/** Cost of `npm start` on a built tree, the median of several rounds. */
export interface StartFigures {
  readonly what: string;
  readonly first_201_s: number;
  /** CPU seconds of npm and the service, without PostgreSQL. */
  readonly cpu_s: number;
  readonly idle_mib: number;
}

/** Starts the service as people do, first without a database, then `rounds` times on the existing one. */
export async function measureStart(rounds: number, say: (line: string) => void): Promise<StartFigures[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-bench-start-'));
  // When the tests run as root, PostgreSQL has its own account, which must be able to enter the directory.
  chmodSync(directory, 0o755);
  try {
    const first = await startOnce(directory);
    const again: Once[] = [];
    for (let round = 0; round < rounds; round++) again.push(await startOnce(directory, first.token));
    const figures = [figuresOf('first', [first]), figuresOf('on an existing database', again)];
    for (const each of figures) say(JSON.stringify(each));
    return figures;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Once = Awaited<ReturnType<typeof startOnce>>;

const figuresOf = (what: string, all: readonly Once[]): StartFigures => ({
  what,
  first_201_s: round2(median(all.map(({ seconds }) => seconds))),
  cpu_s: round2(median(all.map(({ cpu }) => cpu))),
  idle_mib: Math.round(median(all.map(({ rss }) => rss))),
});

/** @param known token that the first start printed */
async function startOnce(directory: string, known?: string) {
  const port = await freePort(0);
  const env = { ...process.env, DATA_DIR: directory, PORT: String(port), LOG_LEVEL: 'warn' };
  const from = performance.now();
  const npm = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(npm, 'exit');
  try {
    let said = '';
    for await (const part of npm.stdout) if ((said += String(part)).includes('is ready at')) break;
    const token = known ?? /Token of tenant "demo": (\S+)/.exec(said)?.[1];
    const sent = { event_uid: randomUUID(), device_uid: 'sensor-1', type: 'bench.started', payload: {} };
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
    if (status !== 201) throw new Error(`npm start: the first event was answered ${status}\n${said}`);
    const figures = { seconds: (performance.now() - from) / 1000, cpu: cpuWithChildren(npm.pid!), token };
    await sleep(IDLE_SECONDS * 1000);
    return { ...figures, rss: rssOf(childOf(npm.pid!)) };
  } finally {
    npm.kill('SIGTERM');
    await ended;
  }
}
