import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Clock ticks per second in /proc: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** A child process that answers each message with one. */
export class Child {
  private readonly process: ChildProcess;

  /** @param script file in `loads/`, without its extension */
  constructor(script: string, nodeOptions: string[] = []) {
    this.process = fork(fileURLToPath(new URL(`./loads/${script}.js`, import.meta.url)), {
      execArgv: nodeOptions,
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  ask<Answer>(message: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.process.off('message', take).off('exit', gone);
        act();
      };
      const take = (answer: { error?: string }) =>
        settle(() => (answer.error ? reject(new Error(answer.error)) : resolve(answer as Answer)));
      const gone = (code: number | null) => settle(() => reject(new Error(`the process ended: ${code}`)));
      this.process.on('message', take).on('exit', gone);
      this.process.send(message);
    });
  }

  /**
   * The child ends by itself when it is disconnected. So a profiler can write its file, and no child outlives this
   * process.
   */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.process.once('exit', () => resolve());
      this.process.disconnect();
    });
  }
}

interface Stat {
  readonly parent: number;
  /** CPU seconds of the process itself. */
  readonly own: number;
  /** CPU seconds of children that have ended. */
  readonly children: number;
}

/** @returns undefined if the process has ended, or the system has no /proc */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent, user, system, childUser, childSystem] = [1, 11, 12, 13, 14].map((i) => fields[i]);
    return { parent, own: (user + system) / TICKS, children: (childUser + childSystem) / TICKS };
  } catch {
    return undefined;
  }
}

/** CPU seconds of a process so far. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? NaN;

export const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent);

/** The process that runs under another, for example the service under npm. @throws Error unless there is exactly one */
export function childOf(parent: number): number {
  const [child, ...others] = childrenOf(parent);
  if (!child || others.length) throw new Error(`process ${parent} has not one child`);
  return child;
}

/** CPU seconds so far of a process, its children and those that have ended, for example of PostgreSQL's postmaster. */
export function cpuWithChildren(parent: number): number {
  const own = statOf(parent);
  if (!own) return NaN;
  const living = childrenOf(parent).map((pid) => statOf(pid)?.own ?? 0);
  // A child that ended in between would be counted neither as living nor as ended.
  if (statOf(parent)?.children !== own.children) return cpuWithChildren(parent);
  return living.reduce((sum, cpu) => sum + cpu, own.own + own.children);
}

/** Resident memory of a process. MiB. */
export function rssOf(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Number(line?.[1] ?? NaN) / 1024;
}
