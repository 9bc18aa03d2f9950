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

/** Runs the clients until `requests` pieces are done, all together. */
export async function drive(
  clients: readonly Client[],
  requests: number,
  events: number,
): Promise<LoadResult> {
  const latencies = new Float64Array(requests);
  const statuses: Record<string, number> = {};
  let begun = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (begun < requests) {
        const mine = begun++;
        const from = performance.now();
        const status = await client.next();
        latencies[mine] = performance.now() - from;
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort();
  const at = (share: number) => latencies[Math.min(requests - 1, Math.floor(requests * share))];
  return { seconds, events, p50: at(0.5), p99: at(0.99), statuses, cpu: (user + system) / 1e6 };
}
