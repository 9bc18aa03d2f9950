import createClient, { type Client } from 'openapi-fetch';
import { DEFAULT_RETRY, type RetryPolicy } from './backoff.js';
import { bearerOf, type Credential } from './credentials.js';
import { TributaryError } from './errors.js';
import { type Fetch, retrying } from './retry.js';
import type { components, paths } from './schema.js';

export type EventInput = components['schemas']['EventInput'];
export type Event = components['schemas']['EventView'];
/** What became of one event of a batch. */
export type Verdict = components['schemas']['BatchItem'];
export type Stored = components['schemas']['IngestView'];

export interface TributaryOptions {
  /** Such as `https://events.example.com`. */
  readonly baseUrl: string;
  readonly credential?: Credential;
  /** Names the tenant, for credentials that may act in several. */
  readonly tenantKey?: string;
  readonly retry?: Partial<RetryPolicy>;
  /** Until an answer begins. Milliseconds. */
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
}

/** The service, as one credential sees it. */
export class Tributary {
  /** Every route, typed from the OpenAPI document; answers `{data, error, response}`. */
  readonly api: Client<paths>;
  readonly retry: RetryPolicy;
  private readonly baseUrl: string;
  private readonly fetch: Fetch;

  constructor({ baseUrl, credential, tenantKey, retry, timeoutMs = 30_000, ...options }: TributaryOptions) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.retry = { ...DEFAULT_RETRY, ...retry };
    const plain = retrying(options.fetch ?? ((request) => fetch(request)), this.retry, timeoutMs);
    const bearer = credential && bearerOf(credential, this.baseUrl, plain);
    this.fetch = async (request) => {
      if (bearer) request.headers.set('authorization', `Bearer ${await bearer()}`);
      if (tenantKey) request.headers.set('x-tenant-key', tenantKey);
      return plain(request);
    };
    this.api = createClient<paths>({ baseUrl: this.baseUrl, fetch: this.fetch });
  }

  /** Any route by its path, with the same credential and retries. @throws TributaryError where the status is not 2xx, ConnectionError */
  async request(path: string, init?: RequestInit): Promise<Response> {
    const response = await this.fetch(new Request(this.baseUrl + path, init));
    if (response.ok) return response;
    throw new TributaryError(response, await response.json().catch(() => undefined));
  }

  /** Sends one event; `created` and `duplicate` are both success. @throws TributaryError, ConnectionError */
  async send(event: EventInput): Promise<Stored> {
    return unwrap(this.api.POST('/v1/events', { body: event }));
  }
}

/** The answer's data. @throws TributaryError where the service refused, ConnectionError where no answer came */
export async function unwrap<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new TributaryError(response, error);
  return data as T;
}
