import { readFileSync, writeFileSync } from 'node:fs';
import type { Figures, Ratio } from '../figures.js';
import type { Growth } from '../parts/growth.js';
import type { Neighbours } from '../parts/neighbour.js';
import { neighboursAsSvg, neighboursAsText } from '../parts/neighbour-report.js';
import type { ManyTenants } from '../parts/many-tenants.js';
import type { Outcome } from '../../limits/fleet-model.js';
import type { Several } from '../parts/several.js';
import { table } from '../report.js';
import type { StartFigures } from '../parts/start.js';

/** A run as written to a results file. */
export interface Result {
  readonly at: string;
  readonly rounds: number;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly start: readonly StartFigures[];
  readonly ratios: readonly Ratio[];
  readonly figures: readonly Figures[];
  readonly tenants?: ManyTenants;
  readonly several?: Several;
  readonly fleet: readonly Outcome[];
  readonly memory: readonly { readonly what: string }[];
  readonly neighbours?: Neighbours;
  readonly ablation: readonly Readonly<Record<string, unknown>>[];
  readonly growth: readonly Growth[];
}

/**
 * Writes a run's figures into README.md and docs/performance.md, between marks. All figures there come from it; figures
 * that the run did not measure stay as they were.
 * @param svg the plot of the cases
 */
export function publish(result: Result, svg: string): void {
  const { machine } = result;
  const where = `${result.at.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), load average ${machine.load_average} at the start; Node ${machine.node}, PostgreSQL ${machine.postgres}; load generator and PostgreSQL on the same machine; medians of ${result.rounds} rounds.`;
  const tell = (mark: string, text: string) => replace('docs/performance.md', mark, `${text}\n\n${where}`);
  if (result.figures.length) {
    writeFileSync('docs/benchmark.svg', svg);
    const plot = '![Events stored per second](docs/benchmark.svg)';
    replace('README.md', 'bench', `${ratios(result.ratios)}\n\n${where}\n\n${plot}`);
    tell('ratios', ratios(result.ratios));
    tell('figures', figures(result.figures));
  }
  if (result.start.length) tell('start', records(result.start));
  if (result.tenants?.idle) {
    const { cases, slowest, idle } = result.tenants;
    tell('tenants', `${records(cases)}\n\n${records(slowest)}\n\n${sentence(idle)}`);
  }
  if (result.several)
    tell(
      'processes',
      `${records(result.several.cases)}\n\n${result.several.processes.map(sentence).join('\n')}`,
    );
  if (result.fleet.length) replace('docs/scaling.md', 'fleet', records(result.fleet));
  if (result.ablation.length) tell('ablation', records(result.ablation));
  if (result.growth.length) tell('growth', growth(result.growth));
  if (result.memory.length) tell('memory', result.memory.map(sentence).join('\n'));
  if (!result.neighbours) return;
  writeFileSync('docs/neighbours.svg', neighboursAsSvg(result.neighbours, where));
  const plot = '![p99 of a tenant beside others](neighbours.svg)';
  tell('neighbours', `${neighboursAsText(result.neighbours)}\n\n${plot}`);
}

/** @throws Error if the file has no such marks */
function replace(file: string, mark: string, text: string): void {
  const [begin, end] = [`<!-- ${mark}:begin -->`, `<!-- ${mark}:end -->`];
  const old = readFileSync(file, 'utf8');
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file}: no ${begin} … ${end}`);
  writeFileSync(file, `${old.slice(0, from + begin.length)}\n\n${text}\n\n${old.slice(to)}`);
}

const ratios = (all: readonly Ratio[]) =>
  table([
    ['what', 'ratio', 'wanted'],
    ...all.map(({ what, ratio, wanted }) => [
      what,
      ratio.toFixed(2),
      wanted ? `≥ ${wanted}${ratio >= wanted ? '' : ' (missed)'}` : '',
    ]),
  ]);

const figures = (all: readonly Figures[]) =>
  table([
    ['case', 'events/s', 'p50 ms', 'p99 ms', 'server µs', 'PostgreSQL µs', 'load µs'],
    ...all.map(({ name, events_per_second, p50_ms, p99_ms, cpu_us }) =>
      [name, events_per_second, p50_ms, p99_ms, cpu_us.server ?? '–', cpu_us.postgres, cpu_us.load].map(
        String,
      ),
    ),
  ]);

const records = (all: readonly object[]) =>
  all.length
    ? table([
        Object.keys(all[0]),
        ...all.map((each) => Object.values(each).map((value) => String(value ?? ''))),
      ])
    : '';

const growth = (all: readonly Growth[]) => {
  const kinds = Object.keys(all.at(-1)?.reads ?? {});
  return table([
    ['rows', 'written, events/s', ...kinds.map((kind) => `${kind}, p50 / p99 ms`)],
    ...all.map(({ rows, events_per_second, reads }) => [
      rows.toLocaleString('en'),
      events_per_second.toLocaleString('en'),
      ...kinds.map((kind) => (reads ? `${reads[kind].p50_ms} / ${reads[kind].p99_ms}` : '–')),
    ]),
  ]);
};

/** The description of a step, and each figure with its name. */
function sentence({ what, ...figures }: { readonly what: string }): string {
  const all = Object.entries(figures).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `- ${what}: ${all.join(', ')}`;
}
