import type { Call } from './command.js';

/** Prints the answer, as JSON if requested, otherwise as `text`. */
export function answer(call: Call, value: unknown, text: string): void {
  console.log(call.options.json ? JSON.stringify(value) : text);
}

/** Formats rows as a table; each column is as wide as its widest value. */
export function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => String(cell ?? '–')));
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const counted = (summary: Readonly<Record<string, number | undefined>>): string =>
  Object.entries(summary)
    .filter(([, count]) => count)
    .map(([outcome, count]) => `${count!.toLocaleString('en')} ${outcome}`)
    .join(', ') || 'nothing';
