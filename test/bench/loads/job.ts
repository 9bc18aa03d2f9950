/** What the load generator is told to do. Plain data: it goes to another process. */
export type Job = HttpJob | SqlJob;

export interface HttpJob {
  readonly kind: 'http';
  readonly url: string;
  readonly tokens: readonly string[];
  /** Connections, each with one request under way; requests are dealt out to the tokens in turn. */
  readonly clients: number;
  readonly requests: number;
  /** Events of a request. 1 is sent to /v1/events, more to /v1/events/batch. */
  readonly batch: number;
  /** Of how many of the events a copy is stored before. 0 to 1. */
  readonly duplicates: number;
  /** Of which device each token sends; any of its tenant's otherwise. */
  readonly devices?: readonly string[];
  /** Instead of events: paths to read, in turn. */
  readonly paths?: readonly string[];
}

export interface SqlJob {
  readonly kind: 'statement' | 'copy';
  readonly url: string;
  /** Internal ids; connections are dealt out to them in turn. */
  readonly tenants: readonly string[];
  /** Internal ids of the devices of each of the tenants. */
  readonly devices: readonly (readonly string[])[];
  readonly clients: number;
  readonly requests: number;
  readonly batch: number;
}

export interface LoadResult {
  readonly seconds: number;
  readonly events: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** How often each status, or outcome of a statement, was met. */
  readonly statuses: Readonly<Record<string, number>>;
  /** CPU seconds of the load generator itself. */
  readonly cpu: number;
}

/** Work that one client of the load generator has before it. */
export interface Client {
  /** Does the next piece of work. @returns a word for what came of it */
  next(): Promise<string>;
  close(): Promise<void> | void;
}

/** Pieces of work of client `c`: it prepared as many, and sends none twice. */
export const shareOf = ({ requests, clients }: Job, c: number) => Math.ceil((requests - c) / clients);

/** Runs each client through its share, all at the same time. */
export async function drive(clients: readonly Client[], job: Job): Promise<LoadResult> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    clients.map(async (client, c) => {
      for (let left = shareOf(job, c); left > 0; left--) {
        const from = performance.now();
        const status = await client.next();
        latencies.push(performance.now() - from);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    seconds,
    events: job.requests * job.batch,
    p50: at(0.5),
    p99: at(0.99),
    statuses,
    cpu: (user + system) / 1e6,
  };
}
