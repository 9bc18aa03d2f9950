import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN, DATABASE_WAIT_MS, JWT_PRIVATE_KEY } from '../app.js';
import { METRICS_TOKEN } from '../clients/client.js';
import type { TestDatabase } from './database.js';
import { scaled } from '../wait.js';

/** The built program in a process of its own, for signals and kill -9. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when it has ended, with its exit code or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** Time limit of a start. Milliseconds, scaled. */
const READY_MS = 60_000;

/**
 * Starts the API, or another program, on its own database and waits until it is ready.
 * @param program program with its arguments
 * @throws Error with its output, if it ends instead
 */
export async function startProcess(
  database: TestDatabase,
  env: Record<string, string> = {},
  program: string | readonly string[] = 'dist/apps/api/src/main.js',
): Promise<ServiceProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [program].flat(), {
    env: {
      PATH: process.env.PATH, PORT: String(port), DATABASE_URL: database.appUrl, ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password, JWT_PRIVATE_KEY, PUBLIC_URL: 'http://tributary.test', DOCS_ENABLED: 'false', METRICS_TOKEN, DATABASE_WAIT_MS, ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  }); // prettier-ignore
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)));
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal!)),
  );
  const service = { url: `http://127.0.0.1:${port}`, child, output: () => chunks.join(''), ended };
  let seen = 'nothing';
  const until = Date.now() + scaled(READY_MS);
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the service ended:\n${service.output()}`);
    const ready = await fetch(`${service.url}/readyz`, {
      signal: AbortSignal.timeout(scaled(READY_MS)),
    }).then(
      async (answer) => ((seen = await answer.text()), answer.ok),
      (error: Error) => ((seen = String(error.cause ?? error)), false),
    );
    if (ready) return service;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`the service was not ready in time, last seen ${seen}:\n${service.output()}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
