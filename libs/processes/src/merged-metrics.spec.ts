import { MergedMetrics } from './merged-metrics.js';

const textOf = (count: number, gauge: number, bucket = count) => `# HELP a_total Things
# TYPE a_total counter
a_total{kind="x y",of="}"} ${count}

# HELP b What is now
# TYPE b gauge
b ${gauge}
b{state="idle"} ${gauge + 1}

# HELP c_seconds Times
# TYPE c_seconds histogram
c_seconds_bucket{le="0.1",route="/"} ${bucket}
c_seconds_bucket{le="+Inf",route="/"} ${count}
c_seconds_sum{route="/"} ${count / 2}
c_seconds_count{route="/"} ${count}
`;

describe('metrics of several processes', () => {
  let merged: MergedMetrics;
  const lines = (...texts: [process: number, text: string][]) => merged.merge(new Map(texts)).split('\n');
  beforeEach(() => (merged = new MergedMetrics()));

  it('are sums of counters and histograms, and the gauges of each', () => {
    expect(lines([1, textOf(3, 10)], [2, textOf(4, 20, 1)])).toEqual(
      `# HELP a_total Things
# TYPE a_total counter
a_total{kind="x y",of="}"} 7

# HELP b What is now
# TYPE b gauge
b{process="1"} 10
b{process="1",state="idle"} 11
b{process="2"} 20
b{process="2",state="idle"} 21

# HELP c_seconds Times
# TYPE c_seconds histogram
c_seconds_bucket{le="0.1",route="/"} 4
c_seconds_bucket{le="+Inf",route="/"} 7
c_seconds_sum{route="/"} 3.5
c_seconds_count{route="/"} 7

`.split('\n'),
    );
  });

  it('never fall by a process that ends, is silent, or comes again', () => {
    const count = (text: string[]) => text.find((line) => line.startsWith('a_total'));
    lines([1, textOf(3, 0)], [2, textOf(4, 0)]);
    expect(count(lines([1, textOf(5, 0)]))).toMatch(/ 9$/);
    merged.depart(2);
    expect(count(lines([1, textOf(5, 0)]))).toMatch(/ 9$/);
    expect(count(lines([1, textOf(5, 0)], [2, textOf(1, 0)]))).toMatch(/ 10$/);
    expect(lines([1, textOf(5, 0)]).join('\n')).toContain('c_seconds_count{route="/"} 10');
  });

  it('tell no gauge of a process that does not answer', () => {
    lines([1, textOf(3, 1)], [2, textOf(4, 2)]);
    expect(lines([1, textOf(3, 1)]).filter((line) => line.includes('process="2"'))).toEqual([]);
  });

  it('are bounded, however many processes ended', () => {
    for (let i = 0; i < 300; i++) {
      const tenants = Array.from({ length: 100 }, (_, t) => `a_total{tenant="${i}-${t}"} 1`).join('\n');
      lines([1, `# TYPE a_total counter\n${tenants}\n`]);
      merged.depart(1);
    }
    expect(lines([1, '# TYPE a_total counter\na_total 1\n']).length).toBeLessThan(10_010);
  });
});
