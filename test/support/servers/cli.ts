import { spawn } from 'node:child_process';

export interface CliRun {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = 'dist/apps/cli/src/main.js';

/** Starts the built command line as people run it. `done` resolves when it has ended. */
export function startCli(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const done = new Promise<CliRun>((resolve) =>
    child.once('close', (code, signal) => resolve({ code: code ?? signal!, stdout, stderr })),
  );
  return { child, done, stdout: () => stdout };
}

export const cli = (args: readonly string[], env?: Record<string, string>): Promise<CliRun> =>
  startCli(args, env).done;
