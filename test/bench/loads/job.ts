/** A job of the load generator. Plain data, because it goes to another process. */
export type Job = HttpJob | SqlJob;

export interface HttpJob {
  readonly kind: 'http';
  readonly url: string;
  readonly tokens: readonly string[];
  /** Number of connections, each with one request at a time. Requests go to the tokens in turn. */
  readonly clients: number;
  readonly requests: number;
  /** Events per request. 1 is sent to /v1/events, more to /v1/events/batch. */
  readonly batch: number;
  /** Share of events of which a copy is stored first. 0 to 1. */
  readonly duplicates: number;
  /** The device for which each token sends; by default any of its tenant's. */
  readonly devices?: readonly string[];
  /** Paths to read in turn, instead of sending events. */
  readonly paths?: readonly string[];
  /** Whether the result has the latency of each request. */
  readonly each?: boolean;
}

export interface SqlJob {
  readonly kind: 'statement' | 'copy';
  readonly url: string;
  /** Internal ids of tenants. Connections go to them in turn. */
  readonly tenants: readonly string[];
  /** Internal ids of the devices of each tenant. */
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
  /** Milliseconds of each request, if the job asks for them. Request `n` went to token `n` modulo their number. */
  readonly each?: readonly number[];
  /** Number of answers by status, or by outcome of a statement. */
  readonly statuses: Readonly<Record<string, number>>;
  /** CPU seconds of the load generator itself. */
  readonly cpu: number;
}

/** The work of one client of the load generator. */
export interface Client {
  /** Does the next piece of work. @returns its result as a word */
  next(): Promise<string>;
  close(): Promise<void> | void;
}

/** Number of pieces of work of client `c`. Each is sent once. */
export const shareOf = ({ requests, clients }: Job, c: number) => Math.ceil((requests - c) / clients);

/** Runs all clients through their work concurrently. */
export async function drive(clients: readonly Client[], job: Job): Promise<LoadResult> {
  const latencies: number[] = [];
  const each: number[] | undefined = job.kind === 'http' && job.each ? new Array(job.requests) : undefined;
  const statuses: Record<string, number> = {};
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    clients.map(async (client, c) => {
      for (let i = 0; i < shareOf(job, c); i++) {
        const from = performance.now();
        const status = await client.next();
        const ms = performance.now() - from;
        latencies.push(ms);
        if (each) each[c + i * job.clients] = ms;
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
    ...(each && { each }),
    statuses,
    cpu: (user + system) / 1e6,
  };
}
