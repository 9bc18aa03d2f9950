/** Limit of series of ended processes. Further ones are dropped, because labels of tenants come and go. */
const MOST_DEPARTED = 10_000;

type Values = Map<string, number>;

interface Family {
  readonly head: string[];
  type: string;
  readonly values: Map<string, string | number>;
}

/**
 * Merges the metrics of several processes into one exposition. Counters and histograms are summed. The last known values
 * of an ended process stay in the sum: Prometheus takes a falling sum for a reset and would count the rest again. Gauges
 * are listed for each process, with the label `process`: a sum would hide a busy process, and would be wrong for values
 * that all of them see, such as the queue.
 */
export class MergedMetrics {
  /** Last known counters of each living process. */
  private readonly told = new Map<number, Values>();
  private readonly departed: Values = new Map();

  /** @param texts by process, from those that answered */
  merge(texts: ReadonlyMap<number, string>): string {
    const families = new Map<string, Family>();
    for (const [process, text] of texts) this.told.set(process, this.take(families, process, text));
    const silent = [...this.told].filter(([process]) => !texts.has(process)).map(([, values]) => values);
    for (const values of [this.departed, ...silent])
      for (const [series, value] of values) add(familyOf(families, series)?.values, series, value);
    return [...families.values()].map(linesOf).join('\n') + '\n';
  }

  /** Keeps the counters of a process that has ended. */
  depart(process: number): void {
    for (const [series, value] of this.told.get(process) ?? [])
      if (this.departed.size < MOST_DEPARTED || this.departed.has(series)) add(this.departed, series, value);
    this.told.delete(process);
  }

  /** Adds the text of one process to the families. @returns its counters */
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

/** The family of a `# HELP` or `# TYPE` line. */
function headed(families: Map<string, Family>, line: string): Family {
  const [, word, name, type] = line.split(' ');
  let family = families.get(name!);
  if (!family) families.set(name!, (family = { head: [], type: '', values: new Map() }));
  if (family.head.length < 2) family.head.push(line);
  if (word === 'TYPE') family.type = type!;
  return family;
}

/** The family of a series that no process reported this time; undefined if no living process has it. */
function familyOf(families: ReadonlyMap<string, Family>, series: string): Family | undefined {
  const [name] = series.split('{', 1);
  return families.get(name!) ?? families.get(name!.replace(/_(?:bucket|sum|count)$/, ''));
}

/** The series with the label `process` added in front of its others. */
function labelled(series: string, process: number): string {
  const [name] = series.split('{', 1);
  const others = series.slice(name!.length + 1, -1);
  return `${name}{process="${process}"${others && `,${others}`}}`;
}

const linesOf = ({ head, values }: Family) =>
  [...head, ...[...values].map(([series, value]) => `${series} ${value}`), ''].join('\n');
