import { ConnectionError, TributaryError } from '#libs/client';
import { ConfigError } from '#libs/common';
import { EXIT, helpOf, parse, UsageError } from './command.js';
import { COMMANDS, HELP } from './commands.js';

const HELP_WORDS = ['help', '--help', '-h'];

/** @returns the exit code; undefined for a command that keeps running, such as `start` */
async function run(argv: readonly string[]): Promise<number | void> {
  const [first = 'help', ...rest] = argv;
  if (HELP_WORDS.includes(first) && rest.length) return run([...rest, '--help']);
  if (HELP_WORDS.includes(first)) return void console.log(HELP);
  const words = [argv.slice(0, 2).join(' '), first];
  const command = COMMANDS.find(({ name }) => words.includes(name));
  if (!command) {
    const alike = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
    if (alike.length && argv.some((word) => HELP_WORDS.includes(word)))
      return void console.log(alike.map(helpOf).join('\n\n'));
    throw new UsageError(
      alike.length
        ? `Which command? ${alike.map(({ name }) => name).join(', ')}`
        : `There is no command ${first}.\n\n${HELP}`,
    );
  }
  const call = parse(command, argv.slice(command.name.split(' ').length));
  if (call.options.help) return void console.log(helpOf(command));
  return command.run(call);
}

/** The text for people. A stack is shown only for unexpected errors. */
function explain(error: unknown): unknown {
  if (error instanceof TributaryError) {
    const faults =
      error.problem?.errors?.map(({ pointer, detail }) => `\n  ${pointer || '/'}: ${detail}`) ?? [];
    const hint = error.code === 'tenant_required' ? '\nUse --tenant KEY, or TRIBUTARY_TENANT.' : '';
    return (
      error.message + hint + faults.join('') + (error.requestId ? `\n  request_id ${error.requestId}` : '')
    );
  }
  if (error instanceof ConnectionError)
    return `${error.message}\nIs the service running? \`npm start\` starts it; set TRIBUTARY_URL if it runs elsewhere.`;
  const known =
    error instanceof ConfigError || error instanceof UsageError || (error as { code?: unknown }).code;
  return known ? (error as Error).message : error;
}

run(process.argv.slice(2)).then(
  (code) => {
    if (code) process.exitCode = code;
  },
  (error: unknown) => {
    console.error(explain(error));
    process.exit(error instanceof UsageError ? EXIT.usage : EXIT.failed);
  },
);
