import type { Figures, Ratio } from './figures.js';

/** The run as text for people, ratios first. */
export function asText(ratios: readonly Ratio[], figures: readonly Figures[]): string {
  const lines = ratios.map(
    ({ what, ratio, wanted }) =>
      `${ratio.toFixed(2).padStart(6)}  ${what}${wanted ? `  (wanted ≥ ${wanted}: ${ratio >= wanted ? 'met' : 'MISSED'})` : ''}`,
  );
  const head = [
    '',
    'events/s',
    'lowest–highest',
    'p50 ms',
    'p99 ms',
    'CPU µs/event: server',
    'PostgreSQL',
    'load',
  ];
  return `\n${lines.join('\n')}\n\n${table([head, ...figures.map(rowOf)])}\n`;
}

const number = (value: number | null) =>
  value === null ? '–' : value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toString();

const rowOf = (each: Figures) => [
  each.name,
  number(each.events_per_second),
  `${number(each.lowest)}–${number(each.highest)}`,
  number(each.p50_ms),
  number(each.p99_ms),
  number(each.cpu_us.server),
  number(each.cpu_us.postgres),
  number(each.cpu_us.load),
];

/** Columns aligned for a terminal, in a form that is a Markdown table too. */
export function table(rows: readonly string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length), 3));
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${i ? ':' : '-'}`).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

const COLOURS: Record<string, string> = {
  copy: '#8c959f',
  statement: '#57606a',
  ours: '#0969da',
  bare: '#bf8700',
  naive: '#cf222e',
};
const WIDTH = 860;
const LABELS = 380;
const ROW = 24;

/** Bars of events per second, for the figures that fit one scale. */
export const asSvg = (figures: readonly Figures[], caption: string): string =>
  barsOf(
    'Events stored per second, durably',
    figures.map(({ name, by, events_per_second }) => ({
      name,
      colour: COLOURS[by],
      value: events_per_second,
    })),
    caption,
  );

export interface Bar {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
}

/** Bars on one scale, each with its value. */
export function barsOf(title: string, all: readonly Bar[], caption: string): string {
  const most = Math.max(...all.map(({ value }) => value));
  const height = all.length * ROW + 60;
  const scale = (WIDTH - LABELS - 80) / most;
  const bars = all.map(({ name, colour, value }, i) => {
    const y = 36 + i * ROW;
    const width = Math.max(1, value * scale);
    return (
      `<text x="${LABELS - 8}" y="${y + 13}" text-anchor="end">${escape(name)}</text>` +
      `<rect x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 7}" rx="2" fill="${colour}"/>` +
      `<text x="${(LABELS + width + 6).toFixed(1)}" y="${y + 13}">${value.toLocaleString('en-US')}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#57606a">` +
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>` +
    `<text x="16" y="22" font-size="14" font-weight="600" fill="#24292f">${escape(title)}</text>` +
    `${bars.join('')}<text x="16" y="${height - 10}" font-size="11">${escape(caption)}</text></svg>\n`
  );
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
