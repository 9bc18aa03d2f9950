import { spawn, spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { scaled } from '../support/wait.js';

/** Where test/clients/tools/install puts the tools. */
export const TOOLS = process.env.TRIBUTARY_TOOLS || join(homedir(), '.cache/tributary-tools');
const LIMIT_MS = 240_000;

/** Whether the tests of this room run: they need more than Node, so `npm run test:clients` asks for them. */
export const wanted = process.env.CLIENTS === 'true';
if (!wanted) console.warn('SKIPPED: other clients and generators; npm run test:clients tries them');

/** `describe` where the programs are there; skipped aloud elsewhere. */
export function describeWith(...programs: string[]): jest.Describe {
  const missing = wanted ? programs.filter((name) => spawnSync('which', [name]).status !== 0) : [];
  if (missing.length) console.warn(`SKIPPED: there is no ${missing.join(', ')} on this machine`);
  return wanted && !missing.length ? describe : describe.skip;
}

/** Runs a program to its end. @returns what it printed @throws Error with its output where it ends otherwise than by `ends`, or takes minutes */
export function run(
  cwd: string,
  [program, ...parameters]: readonly string[],
  env: Record<string, string> = {},
  ends: readonly number[] = [0],
): Promise<string> {
  const path = [
    join(TOOLS, 'python/bin'),
    join(TOOLS, 'bin'),
    join(TOOLS, 'node_modules/.bin'),
    process.env.PATH,
  ];
  const child = spawn(program!, parameters, {
    cwd,
    env: { ...process.env, GOFLAGS: '-mod=mod', NODE_OPTIONS: '', ...env, PATH: path.join(':') },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: scaled(LIMIT_MS),
  });
  const [said, complained]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void complained.push(text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (ends.includes(code!)) resolve(said.join(''));
      else
        reject(
          new Error([program, ...parameters, code ?? signal, ...said, ...complained].join(' ').slice(-8000)),
        );
    });
  });
}
