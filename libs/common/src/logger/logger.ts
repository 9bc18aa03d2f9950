import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from '../config/config.js';

export type { DestinationStream, Logger };

/**
 * The service's log: one JSON object per line on standard output.
 * @param fields fields of every line: tenant_id, request_id, actor
 * @param to standard output by default
 */
export function createLogger(
  config: Pick<Config, 'LOG_LEVEL'>,
  fields: () => object,
  to?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level: config.LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: fields,
    serializers: { err: describeError },
    hooks: { logMethod: (args, method) => method.apply(logger, withOwnMessage(args)) },
  };
  const logger = to ? pino(options, to) : pino(options);
  return logger;
}

type LogArguments = Parameters<Logger['info']>;

/** By default pino would use an error's message as the line's message, bypassing the serializer that redacts it. */
function withOwnMessage(args: unknown[]): LogArguments {
  const [fields, message] = args as [{ err?: unknown; msg?: unknown } | string, string?];
  if (typeof fields === 'string' || message !== undefined || fields.msg !== undefined)
    return args as LogArguments;
  const error = fields instanceof Error ? fields : fields.err;
  return (error instanceof Error ? [fields, messageOf(error)] : args) as LogArguments;
}

/** Whether the error comes from the database, whose messages quote what clients sent. */
const isFromDatabase = (error: Error): boolean =>
  (error as { driverError?: unknown }).driverError !== undefined ||
  (error as { severity?: unknown }).severity !== undefined;

/**
 * SQLSTATEs of connections, logins, resources and shutdown. Their messages come from the server and do not quote
 * clients.
 */
const OF_THE_SERVER = /^(08|28|3D|53|57)/;

const messageOf = (error: Error): string =>
  isFromDatabase(error) && !OF_THE_SERVER.test(String((error as { code?: unknown }).code))
    ? 'refused by the database'
    : error.message;

/**
 * Describes an error for the log. Of a database error it keeps only the SQLSTATE and the frames, because message,
 * detail and parameters hold what clients sent.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: string };
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
  return {
    type: error.name,
    ...(code ? { code } : {}),
    message: messageOf(error),
    stack: frames,
    ...(error.cause ? { cause: describeError(error.cause) } : {}),
  };
}

/** Contexts in which Nest reports every module and route at boot; logged at level debug. */
const BOOT_CONTEXTS = new Set([
  'InstanceLoader',
  'NestFactory',
  'NestApplication',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest's logger interface on the same log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = (message: unknown, ...rest: unknown[]) => this.write('info', message, rest);
  error = (message: unknown, ...rest: unknown[]) => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]) => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]) => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]) => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]) => this.write('fatal', message, rest);

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.findLast((part) => typeof part === 'string' && !part.includes('\n'));
    if (level === 'info' && BOOT_CONTEXTS.has(context as string)) level = 'debug';
    if (message instanceof Error) this.logger[level]({ context, err: message });
    else if (typeof message === 'object' && message !== null) this.logger[level]({ context, ...message });
    else this.logger[level]({ context }, String(message));
  }
}
