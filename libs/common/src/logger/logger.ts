import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from '../config/config.js';

export type { DestinationStream, Logger };

/**
 * The service's log: one JSON object a line on standard output.
 * @param fields what every line says beside its own: tenant_id, request_id, actor
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
  };
  return to ? pino(options, to) : pino(options);
}

/**
 * An error for the log. Of database errors only the SQLSTATE and the frames are kept: their messages, details and
 * parameters carry what clients sent.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, driverError, severity } = error as {
    code?: string;
    driverError?: unknown;
    severity?: string;
  };
  const fromDatabase = driverError !== undefined || severity !== undefined;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
  return {
    type: error.name,
    ...(code ? { code } : {}),
    message: fromDatabase ? 'refused by the database' : error.message,
    stack: frames,
    ...(error.cause ? { cause: describeError(error.cause) } : {}),
  };
}

/** Nest tells every module and route it sets up; worth a look only when it does not. */
const BOOT_CONTEXTS = new Set([
  'InstanceLoader',
  'NestFactory',
  'NestApplication',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest's logger interface over the same log. */
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
