import 'reflect-metadata';
import { isIP } from 'node:net';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
} from 'class-validator';
import { networkIn } from '../http/client-address.js';
import { postgresAddress } from '../tls/postgres-tls.js';
import { readSecretFiles } from './secret-files.js';

const POSTGRES_URL = { protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true };
const REDIS_URL = { protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true };
const HTTP_URL = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Parsers of variables, by name. A text that cannot be parsed stays as it is, so that validation rejects it. */
const readers = new Map<string, (text: string) => unknown>();
const readAs = (read: (text: string) => unknown) => (_config: object, name: string) =>
  void readers.set(name, read);
const Integer = () => readAs((text) => (/^-?\d+$/.test(text) ? Number(text) : text));
const Fraction = () => readAs((text) => (/^\d*\.?\d+$/.test(text) ? Number(text) : text));
const FLAGS = new Map([['true', true], ['1', true], ['false', false], ['0', false]]); // prettier-ignore
const Flag = () => readAs((text) => FLAGS.get(text) ?? text);

const listOf = (text = '') =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** Exact origins, because a wildcard would let any page call. */
const IsOrigins = () =>
  ValidateBy({
    name: 'isOrigins',
    validator: {
      validate: (text: string) => listOf(text).every(isOrigin),
      defaultMessage: () => '$property must be origins such as https://app.example.com, separated by commas',
    },
  });

const IsNetworks = () =>
  ValidateBy({
    name: 'isNetworks',
    validator: {
      validate: (text: string) => listOf(text).every((part) => networkIn(part) !== undefined),
      defaultMessage: () => '$property must be addresses or networks such as 10.0.0.0/8, separated by commas',
    },
  });

const isOrigin = (text: string) =>
  URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;

/** The settings of the service, read from the environment once at boot. `.env.example` documents each. */
export class Config {
  @Integer() @IsInt() @Min(0) @Max(65535) PORT = 3000;
  @IsString() @MinLength(1) HOST = '127.0.0.1';
  @IsString() @MinLength(1) DATA_DIR = '.data';

  /** URL of the application's role. Without it, the embedded PostgreSQL is started in DATA_DIR. */
  @IsOptional() @IsUrl(POSTGRES_URL) DATABASE_URL?: string;
  /** URL of the owner. If it is set, the service migrates at boot. */
  @IsOptional() @IsUrl(POSTGRES_URL) MIGRATION_DATABASE_URL?: string;
  /** Passwords of the two URLs, of any characters. They replace passwords in the URLs. */
  @IsOptional() @IsString() DATABASE_PASSWORD?: string;
  @IsOptional() @IsString() MIGRATION_DATABASE_PASSWORD?: string;
  @Integer() @IsInt() @Min(1) @Max(200) DATABASE_POOL_SIZE = 10;
  /**
   * How long a request waits for a connection, and half of it for other writes of its tenant; then it gets 503.
   * Milliseconds.
   */
  @Integer() @IsInt() @Min(100) @Max(30_000) DATABASE_WAIT_MS = 1_000;

  /** Redis, in which processes share limits. Without it, each process has limits of its own. */
  @IsOptional() @IsUrl(REDIS_URL) REDIS_URL?: string;
  /** PEM of the authorities that certify a `rediss:` server. By default those that Node.js knows. */
  @IsOptional() @IsString() @Matches(/-----BEGIN CERTIFICATE-----/) REDIS_CA?: string;
  /** How long a request waits for Redis. Then its process decides by its share of the limits. Milliseconds. */
  @Integer() @IsInt() @Min(10) @Max(60_000) LIMITS_REDIS_TIMEOUT_MS = 100;
  /** Limit of requests in progress. Further ones get 503. */
  @Integer() @IsInt() @Min(1) @Max(100_000) MAX_REQUESTS_IN_FLIGHT = 2000;
  /**
   * Limits of one address (IPv6: one /64) for requests without a credential, such as logins and documentation: per
   * second, and burst.
   */
  @Integer() @IsInt() @Min(1) @Max(1_000_000) PUBLIC_REQUESTS_PER_SECOND = 50;
  @Integer() @IsInt() @Min(1) @Max(1_000_000) PUBLIC_BURST_REQUESTS = 500;
  /** Limits of open event streams in one process, per tenant and in total. */
  @Integer() @IsInt() @Min(1) @Max(10_000) MAX_STREAMS_PER_TENANT = 50;
  @Integer() @IsInt() @Min(1) @Max(100_000) MAX_STREAMS = 1000;
  /**
   * How often a silent stream sends a heartbeat. Seconds; must be less than the idle timeout of every proxy in between.
   */
  @Integer() @IsInt() @Min(1) @Max(3600) STREAM_HEARTBEAT_SECONDS = 15;

  /** Number of processes behind the one port. They share limits, metrics and probes; 1 means this process only. */
  @Integer() @IsInt() @Min(1) @Max(64) PROCESSES = 1;
  /** Roles of this process: answer requests, store accepted requests, or both. */
  @Flag() @IsBoolean() RUN_API = true;
  @Flag() @IsBoolean() RUN_WORKER = true;
  /**
   * Direct URL of PostgreSQL for the queue. Needed if DATABASE_URL names a pooler, which cannot LISTEN. Unused with
   * REDIS_URL.
   */
  @IsOptional() @IsUrl(POSTGRES_URL) QUEUE_DATABASE_URL?: string;
  /** Ingestions that one worker stores at the same time. */
  @Integer() @IsInt() @Min(1) @Max(100) WORKER_CONCURRENCY = 4;
  /** Limit of waiting ingestions, over all tenants. Above it respond-async gets 503. */
  @Integer() @IsInt() @Min(1) @Max(10_000_000) QUEUE_MAX_WAITING = 100_000;
  /** How long a finished ingestion can be read. Days. */
  @Fraction() @IsNumber() @Min(0) @Max(3650) INGESTION_KEEP_DAYS = 7;

  @IsOptional() @IsEmail({ require_tld: false }) ADMIN_EMAIL?: string;
  @IsOptional() @IsString() @MinLength(12) @MaxLength(128) ADMIN_PASSWORD?: string;
  /** PEM (PKCS #8) of the P-256 key that signs access tokens. */
  @IsOptional() @IsString() JWT_PRIVATE_KEY?: string;

  /** Secret that encrypts cursor keys in the database, and its predecessor while it is being replaced. */
  @IsOptional() @IsString() @MinLength(32) KEY_ENCRYPTION_SECRET?: string;
  @IsOptional() @IsString() @MinLength(32) KEY_ENCRYPTION_SECRET_PREVIOUS?: string;

  /** Longest lifetime of a new token, in days. Without it tokens may live forever. */
  @IsOptional() @Integer() @IsInt() @Min(1) @Max(36_500) TOKEN_MAX_DAYS?: number;
  /** Lifetime of a token whose creator names none, in days. By default TOKEN_MAX_DAYS. */
  @IsOptional() @Integer() @IsInt() @Min(1) @Max(36_500) TOKEN_DEFAULT_DAYS?: number;

  @IsIn(LOG_LEVELS) LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
  /** Share of successful ingest requests that are logged. All other requests are always logged. */
  @Fraction() @IsNumber() @Min(0) @Max(1) LOG_INGEST_SAMPLE = 1;
  /**
   * Bearer token that /metrics requires. Without it the service's port has no /metrics, because metrics name tenants.
   */
  @IsOptional() @IsString() @Matches(/^\S{16,}$/) METRICS_TOKEN?: string;
  /** Port on 127.0.0.1 that serves /metrics without a token. */
  @IsOptional() @Integer() @IsInt() @Min(1) @Max(65535) METRICS_PORT?: number;
  /** OpenTelemetry collector (OTLP over HTTP) for traces. Without it or the next setting, nothing is recorded. */
  @IsOptional() @IsUrl(HTTP_URL) OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** Complete URL for traces, if they go elsewhere than other signals. */
  @IsOptional() @IsUrl(HTTP_URL) OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
  @IsOptional() @IsUrl(HTTP_URL) PUBLIC_URL?: string;
  @Flag() @IsBoolean() DOCS_ENABLED = true;

  /** Origins whose pages may call the API from browsers, separated by commas. None by default. */
  @IsOptional() @IsOrigins() CORS_ORIGINS?: string;
  /**
   * Addresses and networks (CIDR) of proxies whose X-Forwarded-For is trusted, separated by commas. None by default.
   */
  @IsOptional() @IsNetworks() TRUSTED_PROXIES?: string;

  /** Whether the service runs its own database. Then it may create secrets and keep them in DATA_DIR. */
  get embedded(): boolean {
    return this.DATABASE_URL === undefined;
  }

  get corsOrigins(): string[] {
    return listOf(this.CORS_ORIGINS);
  }

  get trustedProxies(): string[] {
    return listOf(this.TRUSTED_PROXIES);
  }

  /** Whether a proxy seems to be in front but none is configured. All clients would then share its address. */
  get missesProxies(): boolean {
    return this.publicUrl.startsWith('https:') && !this.trustedProxies.length;
  }

  /** Address to which spans are sent. Without it none are recorded. */
  get tracesUrl(): string | undefined {
    const base = this.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
    return this.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base}/v1/traces`);
  }

  /** Prefix of every path that clients get: the path of PUBLIC_URL, empty if it has none. */
  get basePath(): string {
    return new URL(this.publicUrl).pathname.replace(/\/+$/, '');
  }

  /** Base URL of the service as seen from outside, without a trailing slash. */
  get publicUrl(): string {
    return this.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${hostOf(this.HOST)}:${this.PORT}`;
  }
}

/** A host as written in a URL. A service that listens everywhere is reached by loopback. */
const hostOf = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIP(host) === 6 ? `[${host}]` : host;
};

/** The URL with the password, which may hold any characters. Validation rejects what is not a URL. */
function withPassword(url: string | undefined, password: string | undefined): string | undefined {
  if (!url || !password || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  // Encoded as decodeURIComponent expects; the setter leaves some characters as they are.
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}

/** The environment holds no valid configuration. The message lists every fault. */
export class ConfigError extends Error {}

/**
 * Reads and validates the environment. Empty variables count as unset.
 * @throws ConfigError that names each invalid variable and what it must be
 */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const { env, faults } = readSecretFiles(environment);
  const known = Object.keys(Object.assign(new Config(), UNSET));
  const given = known.flatMap((name) => {
    // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
    const text = env[name];
    return text ? [[name, readers.get(name)?.(text) ?? text]] : [];
  });
  const config = Object.assign(new Config(), Object.fromEntries(given));
  config.DATABASE_URL = withPassword(config.DATABASE_URL, config.DATABASE_PASSWORD);
  config.MIGRATION_DATABASE_URL = withPassword(
    config.MIGRATION_DATABASE_URL,
    config.MIGRATION_DATABASE_PASSWORD,
  );
  faults.push(...validateSync(config).flatMap((fault) => Object.values(fault.constraints ?? {})));
  faults.push(...URLS.flatMap((name) => faultOfTls(name, config[name])));
  if (!config.embedded) {
    for (const name of ['ADMIN_EMAIL', 'ADMIN_PASSWORD', 'JWT_PRIVATE_KEY'] as const)
      if (!config[name]) faults.push(`${name} must be set if DATABASE_URL is set`);
  }
  if (faults.length) throw unusable(faults);
  return config;
}

/** The two URLs with their passwords, for a command that needs no other setting. @throws ConfigError */
export function databaseUrls(environment: NodeJS.ProcessEnv) {
  const { env, faults } = readSecretFiles(environment);
  if (faults.length) throw unusable(faults);
  return {
    DATABASE_URL: withPassword(env.DATABASE_URL, env.DATABASE_PASSWORD),
    MIGRATION_DATABASE_URL: withPassword(env.MIGRATION_DATABASE_URL, env.MIGRATION_DATABASE_PASSWORD),
  };
}

const URLS = ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'QUEUE_DATABASE_URL'] as const;

function faultOfTls(name: string, url: string | undefined): string[] {
  try {
    if (url) postgresAddress(url);
    return [];
  } catch (error) {
    return [`${name}: ${(error as Error).message}`];
  }
}

const unusable = (faults: readonly string[]) =>
  new ConfigError(`The configuration is invalid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);

/** Optional variables have no initializer, so they are listed here to be read too. */
const UNSET = {
  DATABASE_URL: 1, MIGRATION_DATABASE_URL: 1, DATABASE_PASSWORD: 1, MIGRATION_DATABASE_PASSWORD: 1, ADMIN_EMAIL: 1, ADMIN_PASSWORD: 1, JWT_PRIVATE_KEY: 1, KEY_ENCRYPTION_SECRET: 1, KEY_ENCRYPTION_SECRET_PREVIOUS: 1, PUBLIC_URL: 1,
  CORS_ORIGINS: 1, TRUSTED_PROXIES: 1, TOKEN_MAX_DAYS: 1, TOKEN_DEFAULT_DAYS: 1,
  REDIS_URL: 1, REDIS_CA: 1, METRICS_TOKEN: 1, METRICS_PORT: 1, QUEUE_DATABASE_URL: 1, OTEL_EXPORTER_OTLP_ENDPOINT: 1, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 1,
}; // prettier-ignore
