import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#libs/embedded-postgres';
import { ADMIN } from '../../support/app.js';
import { type Bed, type Measured, START_OPTIONS } from '../bed.js';
import { median, round2 } from '../figures.js';
import type { HttpJob } from '../loads/job.js';
import { childrenOf, cpuWithChildren, rssOf } from '../processes.js';

/** Of QUALITY: two processes on two cores, the database and the load generator on them, too. */
const WANTED = 1.3;
const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

type Load = Pick<HttpJob, 'clients' | 'requests' | 'batch' | 'paths'> & {
  readonly name: string;
  readonly tenants: number;
};

const LOADS: readonly Load[] = [
  { name: 'single events, 64 clients, 8 tenants', clients: 64, requests: 4_000, batch: 1, tenants: 8 },
  { name: 'single events, 64 clients, 200 tenants', clients: 64, requests: 4_000, batch: 1, tenants: 200 },
  { name: 'batches of 100, 16 clients, 8 tenants', clients: 16, requests: 400, batch: 100, tenants: 8 },
  { name: 'lists of 50 events, 64 clients, 8 tenants', clients: 64, requests: 2_000, batch: 1, tenants: 8, paths: ['/v1/events?limit=50'] },
]; // prettier-ignore
const TENANTS = Math.max(...LOADS.map(({ tenants }) => tenants));

export interface Several {
  /** Requests a second; CPU microseconds of one request. */
  readonly cases: readonly Readonly<Record<string, string | number>>[];
  readonly processes: readonly { readonly what: string }[];
}

interface Round extends Measured {
  /** CPU seconds of all processes of the service. */
  readonly cpuService: number;
}

/** The program that the image runs, with PROCESSES=1 and with 2, by turns. Both run all the time: one that nobody asks costs next to nothing. */
export async function severalProcesses(
  bed: Bed,
  rounds: number,
  say: (line: string) => void,
): Promise<Several> {
  await bed.makeTenants(TENANTS);
  const services = [await Service.start(bed, 1), await Service.start(bed, 2)] as const;
  try {
    const processes = services.map((each) => each.figures());
    const cases = [];
    for (const load of LOADS) {
      // What is listed is what the loads before have stored.
      if (!load.paths) await bed.empty();
      const measured = services.map(() => [] as Round[]);
      // Round 0 warms up; its figures are thrown away.
      for (let round = 0; round <= rounds; round++)
        for (const i of round % 2 ? [1, 0] : [0, 1]) {
          const result = await services[i]!.run(bed, load);
          if (round) measured[i]!.push(result);
        }
      cases.push(compare(load.name, measured[0]!, measured[1]!));
      say(JSON.stringify(cases.at(-1)));
    }
    return { cases, processes };
  } finally {
    for (const service of services) await service.stop();
  }
}

const rateOf = ({ events, seconds }: Measured) => events / seconds;

function compare(name: string, one: readonly Round[], two: readonly Round[]) {
  const perSecond = (all: readonly Round[]) => Math.round(median(all.map(rateOf)));
  const us = (all: readonly Round[], cpu: (each: Round) => number) =>
    round2(median(all.map((each) => (cpu(each) / each.events) * 1e6)));
  const p99 = (all: readonly Round[]) => round2(median(all.map((each) => each.p99)));
  return {
    case: name,
    one_per_s: perSecond(one),
    two_per_s: perSecond(two),
    ratio: round2(median(two.map((each, i) => rateOf(each) / rateOf(one[i]!)))),
    wanted: WANTED,
    one_p99_ms: p99(one),
    two_p99_ms: p99(two),
    one_server_us: us(one, ({ cpuService }) => cpuService),
    two_server_us: us(two, ({ cpuService }) => cpuService),
    one_postgres_us: us(one, ({ cpuPostgres }) => cpuPostgres),
    two_postgres_us: us(two, ({ cpuPostgres }) => cpuPostgres),
    load_us: us(two, ({ cpu }) => cpu),
  };
}

/** The service as a program of its own. */
class Service {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly count: number,
    private readonly readySeconds: number,
  ) {}

  static async start({ postgres }: Bed, count: number): Promise<Service> {
    const port = await freePort(0);
    const url = `http://127.0.0.1:${port}`;
    const begun = performance.now();
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: postgres.appUrl,
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      JWT_PRIVATE_KEY: KEY.export({ type: 'pkcs8', format: 'pem' }).toString(),
      PORT: String(port),
      PROCESSES: String(count),
      RUN_WORKER: 'false',
      DOCS_ENABLED: 'false',
    };
    // The log is written as it always is, to where it costs least.
    const child = spawn(process.execPath, [...START_OPTIONS, 'dist/apps/api/src/main.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const isReady = () => fetch(`${url}/readyz`).then(({ ok }) => ok, () => false);
    while (!(await isReady())) await sleep(20);
    const readySeconds = (performance.now() - begun) / 1000;
    const service = new Service(child, url, count, readySeconds);
    // The second process starts when the first one serves.
    while (service.pids.length < count + Number(count > 1)) await sleep(50);
    await sleep(5_000);
    return service;
  } // prettier-ignore

  private get pids(): number[] {
    return [this.child.pid!, ...childrenOf(this.child.pid!)];
  }

  figures() {
    const mib = this.pids.map(rssOf).map(Math.round);
    return { what: `PROCESSES=${this.count}`, ready_s: round2(this.readySeconds), mib_of_each: mib };
  }

  async run(bed: Bed, { paths, tenants, ...load }: Load): Promise<Round> {
    const tokens = bed.tenants.slice(0, tenants).map(({ token }) => token);
    const before = cpuWithChildren(this.child.pid!);
    const result = await bed.run({ kind: 'http', url: this.url, tokens, duplicates: 0, ...load, ...(paths && { paths }) });
    return { ...result, cpuService: cpuWithChildren(this.child.pid!) - before };
  } // prettier-ignore

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
