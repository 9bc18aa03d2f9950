import { type ChildProcess, spawn } from 'node:child_process';
import { ADMIN, JWT_PRIVATE_KEY } from '../support/app.js';
import type { TestDatabase } from '../support/servers/database.js';
import { freePort } from '../support/servers/process.js';
import { until } from '../support/wait.js';

/** What the service used since counting began. */
export interface Usage {
  readonly cpuMs: number;
  /** Longest delay of a 1 ms timer in its event loop. */
  readonly turnMs: number;
  readonly rssMiB: number;
}

/** The built API in a process of its own, with a probe inside. */
export class ProbedService {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(database: TestDatabase): Promise<ProbedService> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', './test/cost/probe.mjs', 'dist/apps/api/src/main.js'], {
      env: {
        PATH: process.env.PATH, PORT: String(port), DATABASE_URL: database.appUrl, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password,
        JWT_PRIVATE_KEY, PUBLIC_URL: 'http://tributary.test', DOCS_ENABLED: 'true', LOG_LEVEL: 'fatal', RUN_WORKER: 'false', TRUSTED_PROXIES: '127.0.0.1',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }); // prettier-ignore
    const url = `http://127.0.0.1:${port}`;
    await until(
      'the service is ready',
      () =>
        fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      60_000,
    );
    return new ProbedService(url, child);
  }

  /** Whether it is still running. */
  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  reset = (): Promise<Usage> => this.ask('reset');
  read = (): Promise<Usage> => this.ask('read');

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  private ask(what: 'reset' | 'read'): Promise<Usage> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (usage) => resolve(usage as Usage));
      this.child.send(what, (error) => error && reject(error));
    });
  }
}
