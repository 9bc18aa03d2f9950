import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import type { TestDatabase } from '../support/servers/database.js';

export type Role = 'api' | 'worker';

const PROGRAMS: Record<Role, string> = {
  api: 'dist/apps/api/src/main.js',
  worker: 'dist/apps/worker/src/main.js',
};
/** Of a log line, alike for all that are alike. */
const VARIES = { time: 0, pid: 0, request_id: '', trace_id: '', duration_ms: 0, tenant_id: '', ingestion_id: '', tries: 0 }; // prettier-ignore

/** APIs and workers in processes of their own, each of which may be killed and is then started anew. */
export class Fleet {
  /** What they said of failures that nobody foresaw. */
  readonly unforeseen = new Set<string>();
  private readonly coming: Promise<void>[] = [];
  private readonly processes: Record<Role, ServiceProcess[]> = { api: [], worker: [] };

  constructor(
    private readonly database: TestDatabase,
    private readonly env: Record<string, string>,
  ) {}

  async start(count: number): Promise<void> {
    const roles = Array.from({ length: count }, (): Role[] => ['api', 'worker']).flat();
    await Promise.all(roles.map((role) => this.add(role)));
  }

  /** Of one of those that serve. */
  urlOf(role: Role, random: () => number): string {
    const { length } = this.processes[role];
    return this.processes[role][Math.floor(random() * length)].url;
  }

  /** SIGKILL for one, and another is started in its place; the last that is left is spared. @returns whether there was one to kill */
  async kill(role: Role): Promise<boolean> {
    const victim = this.processes[role].length > 1 ? this.processes[role].shift() : undefined;
    if (!victim) return false;
    victim.child.kill('SIGKILL');
    await victim.ended;
    this.listen(victim);
    this.coming.push(this.replace(role));
    return true;
  }

  /** Waits until it is as many as it was. */
  async whole(): Promise<void> {
    await Promise.all(this.coming.splice(0));
  }

  /** Drains all. @returns their exit codes */
  stop(): Promise<(number | string)[]> {
    const all = Object.values(this.processes).flat();
    return Promise.all(
      all.map(async (each) => {
        each.child.kill('SIGTERM');
        const code = await each.ended;
        this.listen(each);
        return code;
      }),
    );
  }

  private async add(role: Role): Promise<void> {
    this.processes[role].push(await startProcess(this.database, this.env, PROGRAMS[role]));
  }

  /** As an orchestrator would: what could not start because the database was being killed is started again. */
  private async replace(role: Role, tries = 5): Promise<void> {
    for (; ; tries--)
      try {
        return await this.add(role);
      } catch (error) {
        if (!tries) throw error;
      }
  }

  private listen({ output }: ServiceProcess): void {
    for (const line of output().split('\n'))
      if (/"level":"(error|fatal)"/.test(line)) this.hear(JSON.parse(line) as Line);
  }

  private hear(line: Line): void {
    if (!isForeseen(line)) this.unforeseen.add(JSON.stringify({ ...line, ...VARIES }));
  }
}

interface Line {
  readonly context?: string;
  readonly msg?: string;
  readonly err?: { readonly code?: string };
}

/** An ingestion that was given up; a process that begins, or a chore that comes round, while the database is dead: both try again. */
const isForeseen = ({ context, msg, err }: Line) =>
  msg === 'ingestion given up' ||
  (context === 'TypeOrmModule' && msg?.startsWith('Unable to connect to the database')) ||
  (context === 'PeriodicTasks' && err?.code === 'database_unavailable');
