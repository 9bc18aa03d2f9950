/** Series of processes that have ended. Beyond it, what another one counted is dropped: labels of tenants come and go. */
const MOST_DEPARTED = 10_000;

type Values = Map<string, number>;

interface Family {
  readonly head: string[];
  type: string;
  readonly values: Map<string, string | number>;
}

/**
 * One exposition made of those of several processes. Counters and histograms are summed. What a process counted stays in
 * the sum after it has ended, as it was last told: a sum that fell would be a reset to Prometheus, which would count all
 * of the rest again. Gauges are told of each process, under the label `process`: a sum would hide one that is busy, and
 * is wrong for what all of them see, such as the queue.
 */
export class MergedMetrics {
  /** What each process that lives has counted, as it was last told. */
  private readonly told = new Map<number, Values>();
  private readonly departed: Values = new Map();

  /** @param texts by process, of those that answered */
  merge(texts: ReadonlyMap<number, string>): string {
    const families = new Map<string, Family>();
    for (const [process, text] of texts) this.told.set(process, this.take(families, process, text));
    const silent = [...this.told].filter(([process]) => !texts.has(process)).map(([, values]) => values);
    for (const values of [this.departed, ...silent])
      for (const [series, value] of values) add(familyOf(families, series)?.values, series, value);
    return [...families.values()].map(linesOf).join('\n') + '\n';
  }

  /** Keeps what a process that has ended counted. */
  depart(process: number): void {
    for (const [series, value] of this.told.get(process) ?? [])
      if (this.departed.size < MOST_DEPARTED || this.departed.has(series)) add(this.departed, series, value);
    this.told.delete(process);
  }

  /** Adds the text of one process to the families. @returns what it counted */
  private take(families: Map<string, Family>, process: number, text: string): Values {
    const counted: Values = new Map();
    let family: Family | undefined;
    for (const line of text.split('\n')) {
      if (line.startsWith('#')) family = headed(families, line);
      else if (line && family) {
        const end = line.lastIndexOf(' ');
        const [series, value] = [line.slice(0, end), line.slice(end + 1)];
        if (family.type === 'gauge') family.values.set(labelled(series, process), value);
        else {
          counted.set(series, Number(value));
          add(family.values, series, Number(value));
        }
      }
    }
    return counted;
  }
}

function add(values: Map<string, string | number> | undefined, series: string, value: number): void {
  values?.set(series, Number(values.get(series) ?? 0) + value);
}

/** The family that a `# HELP` or `# TYPE` line is about. */
function headed(families: Map<string, Family>, line: string): Family {
  const [, word, name, type] = line.split(' ');
  let family = families.get(name!);
  if (!family) families.set(name!, (family = { head: [], type: '', values: new Map() }));
  if (family.head.length < 2) family.head.push(line);
  if (word === 'TYPE') family.type = type!;
  return family;
}

/** The family of a series that nobody told this time; undefined if no living process has it. */
function familyOf(families: ReadonlyMap<string, Family>, series: string): Family | undefined {
  const [name] = series.split('{', 1);
  return families.get(name!) ?? families.get(name!.replace(/_(?:bucket|sum|count)$/, ''));
}

/** A series with the label `process` before its others. */
function labelled(series: string, process: number): string {
  const [name] = series.split('{', 1);
  const others = series.slice(name!.length + 1, -1);
  return `${name}{process="${process}"${others && `,${others}`}}`;
}

const linesOf = ({ head, values }: Family) =>
  [...head, ...[...values].map(([series, value]) => `${series} ${value}`), ''].join('\n');
