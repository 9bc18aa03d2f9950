import { parseArgs, type ParseArgsConfig } from 'node:util';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** Placeholder of the value in the help. */
  readonly value?: string;
  readonly default?: string;
  readonly multiple?: boolean;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Values = Record<string, any>;

/** What was typed after the command's name. */
export interface Call {
  readonly options: Values;
  readonly args: readonly string[];
}

export interface Command {
  /** One or two words, for example `tenant create`. */
  readonly name: string;
  /** Positional arguments, all of them required: `['FILE']`. */
  readonly args?: readonly string[];
  readonly summary: string;
  readonly text?: string;
  readonly options?: Readonly<Record<string, Option>>;
  readonly examples?: readonly string[];
  /** @returns the exit code; 0 if nothing is returned */
  readonly run: (call: Call) => Promise<number | void>;
}

/** Exit codes, for scripts. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3 } as const;

/** The command line cannot be understood or is incomplete. The text says what to type. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parse(command: Command, argv: readonly string[]): Call {
  const options: ParseArgsConfig['options'] = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type, multiple, default: fallback }] of Object.entries(command.options ?? {}))
    options[name] = {
      type,
      multiple: multiple ?? false,
      ...(fallback === undefined ? {} : { default: fallback }),
    };
  const wanted = command.args ?? [];
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    if (!values.help && positionals.length !== wanted.length)
      throw new UsageError(
        wanted.length ? `Give ${wanted.join(' ')}.` : `Unexpected ${positionals.join(' ')}.`,
      );
    return { options: values, args: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The positive number in an option. @throws UsageError */
export function numberOf(call: Call, name: string): number {
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  const number = Number(call.options[name]);
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError(`--${name} needs a number above 0.`);
}

export function helpOf({ name, args = [], summary, text, options = {}, examples = [] }: Command): string {
  const flags = Object.entries(options).map(([flag, option]) => [
    `--${flag}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`,
    `${option.help}${option.default === undefined ? '' : ` (${option.default})`}${option.multiple ? '; may be repeated' : ''}`,
  ]);
  return [
    `Usage: npm run cli -- ${[name, ...args].join(' ')}${flags.length ? ' [options]' : ''}`,
    `\n${summary}.${text ? `\n\n${text}` : ''}`,
    flags.length ? `\nOptions:\n${columns(flags)}` : '',
    examples.length ? `\nExamples:\n${examples.map((line) => `  npm run cli -- ${line}`).join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

/** Rows of two columns, with the second one aligned. */
export function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left!.length));
  return rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`).join('\n');
}
