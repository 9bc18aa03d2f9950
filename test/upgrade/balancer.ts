import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDatabase } from '../support/servers/database.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';

/** A balancer forgets a process so long before it is told to stop, as endpoints of an orchestrator do. Milliseconds. */
const FORGET_MS = 1_000;

/** APIs that serve, of any release. Requests go to them in turn. */
export class Balancer {
  private readonly serving: ServiceProcess[] = [];
  private turn = 0;

  constructor(
    private readonly database: TestDatabase,
    private readonly env: Record<string, string>,
  ) {}

  /** Starts a process; it gets requests when it is ready. */
  async add(program: string): Promise<ServiceProcess> {
    const process = await startProcess(this.database, this.env, program);
    this.serving.push(process);
    return process;
  }

  /** Sends it no more requests, then stops it by SIGTERM. @returns its exit code */
  async remove(process: ServiceProcess): Promise<number | string> {
    this.serving.splice(this.serving.indexOf(process), 1);
    await sleep(FORGET_MS);
    process.child.kill('SIGTERM');
    return process.ended;
  }

  readonly url = (): string => this.serving[this.turn++ % this.serving.length].url;

  /** Stops what is left. */
  async stop(): Promise<void> {
    await Promise.all(this.serving.slice().map((process) => this.remove(process)));
  }
}
