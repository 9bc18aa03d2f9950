import { writeFileSync } from 'node:fs';
import { ablate } from './parts/ablation.js';
import { Bed, type Measured } from './bed.js';
import { type Case, CASES, jobOf } from './parts/cases.js';
import { figuresOf, ratiosOf } from './figures.js';
import { grow } from './parts/growth.js';
import { machine } from './machine.js';
import { manyTenants } from './parts/many-tenants.js';
import { importMemory, soak } from './parts/memory.js';
import { modelFleet } from './parts/fleet.js';
import { severalProcesses } from './parts/several.js';
import { neighbours } from './parts/neighbour.js';
import { publish } from './loads/publish.js';
import { asSvg, asText } from './report.js';
import { measureStart } from './parts/start.js';

const PROFILES = 'dist/profiles';
const HELP = `Usage: npm run bench [-- options]

  --quick            the main ratios, in under a minute
  --rounds <n>       of each case, in alternating order (5; quick: 2)
  --only <text>      cases whose name or group contains it; of tenants, also those to which they are compared
  --parts <list>     of: start, cases, tenants, processes, fleet, neighbours, ablation, growth, memory (all; quick: cases).
                     README.md and docs/performance.md get their figures, unless quick, or cut by --only or --rows
  --rows <list>      sizes that growth stops at (1000000,5000000,10000000)
  --profile          the servers write CPU profiles to ${PROFILES}`;

const RESULTS = 'test/bench/results';
const args = process.argv.slice(2);
const flag = (name: string) => args.includes(`--${name}`);
const option = (name: string, otherwise: string) =>
  flag(name) ? args[args.indexOf(`--${name}`) + 1] : otherwise;

if (flag('help')) {
  console.log(HELP);
  process.exit(0);
}

const ALL = 'start,cases,tenants,processes,fleet,neighbours,ablation,growth,memory';
const quick = flag('quick');
const rounds = Number(option('rounds', quick ? '2' : '5'));
const parts = option('parts', quick ? 'cases' : ALL).split(',');
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

/** Runs every case, then every case again in reverse order, so that no case always follows a slow one. */
async function runCases(bed: Bed): Promise<ReturnType<typeof figuresOf>[]> {
  const only = option('only', '');
  const chosen = CASES.filter(
    (each) => (!quick || each.quick) && (each.name.includes(only) || each.group === only),
  );
  const measured = new Map<Case, Measured[]>(chosen.map((each) => [each, []]));
  // Round 0 warms up compilers, caches and connections; its figures are dropped.
  for (let round = 0; round <= rounds; round++) {
    for (const each of round % 2 ? chosen.toReversed() : chosen) {
      await bed.makeTenants(each.tenants);
      await bed.empty();
      const served = each.by === 'copy' || each.by === 'statement' ? undefined : each.by;
      const job = jobOf(each, bed);
      const result = await bed.run(
        round ? job : { ...job, requests: Math.max(job.clients, job.requests >> 2) },
        served,
      );
      if (!round) continue;
      measured.get(each)!.push(result);
      say(
        `${round}/${rounds}  ${Math.round(result.events / result.seconds)
          .toString()
          .padStart(7)} events/s  ${each.name}`,
      );
    }
  }
  return chosen.map((each) => figuresOf(each, measured.get(each)!));
}

function svgOf(
  figures: ReturnType<typeof figuresOf>[],
  about: Awaited<ReturnType<typeof machine>>,
  at: string,
): string {
  return asSvg(
    figures.filter((each) => each.group !== 'tenants' && each.group !== 'duplicates'),
    `${about.cores} cores (${about.cpu}), load generator and PostgreSQL ${about.postgres} on them too, fsync on; Node ${about.node}; ${at.slice(0, 10)}`,
  );
}

async function main(): Promise<void> {
  // Runs before the others, whose servers would use a part of the machine.
  const start = parts.includes('start') ? await measureStart(quick ? 1 : rounds, say) : [];
  const bed = await Bed.make();
  try {
    const about = await machine(bed.admin);
    const profiled = flag('profile') ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [];
    await bed.startServer('ours', {}, profiled);
    if (parts.includes('cases')) {
      await bed.startServer('bare', {}, profiled);
      await bed.startServer('naive');
    }
    await bed.makeTenants(4);
    const figures = parts.includes('cases') ? await runCases(bed) : [];
    const ratios = ratiosOf(figures);
    if (parts.includes('cases')) await Promise.all([bed.stopServer('bare'), bed.stopServer('naive')]);
    const tenants = parts.includes('tenants')
      ? await manyTenants(bed, { rounds, quick, only: option('only', '') }, say)
      : undefined;
    const several = parts.includes('processes') ? await severalProcesses(bed, rounds, say) : undefined;
    const fleet = parts.includes('fleet') ? await modelFleet(say) : [];
    const memory = parts.includes('memory') ? [await importMemory(bed, say), await soak(bed, say)] : [];
    const beside = parts.includes('neighbours')
      ? await neighbours(bed, quick ? 1 : 3, quick ? 4 : 15, say)
      : undefined;
    const ablation = parts.includes('ablation') ? await ablate(bed, rounds, say) : [];
    const sizes = option('rows', '1000000,5000000,10000000').split(',').map(Number);
    const growth = parts.includes('growth') ? await grow(bed, sizes, rounds, say) : [];
    console.log(asText(ratios, figures));
    if (tenants) {
      console.table(tenants.cases);
      console.table(tenants.slowest);
    }
    if (several) console.table(several.cases);
    const result = {
      at: new Date().toISOString(),
      rounds,
      machine: about,
      start,
      ratios,
      figures,
      tenants,
      several,
      fleet,
      memory,
      neighbours: beside,
      ablation,
      growth,
    };
    const name = quick ? 'quick' : result.at.slice(0, 16).replaceAll(':', '');
    writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
    if (!quick && !option('only', '') && !flag('rows'))
      publish(result, figures.length ? svgOf(figures, about, result.at) : '');
    say(`${RESULTS}/${name}.json`);
  } finally {
    await bed.close();
  }
}

await main();
