import createClient, { type Client } from 'openapi-fetch';
import { DEFAULT_RETRY, type RetryPolicy } from './backoff.js';
import { bearerOf, type Credential } from './credentials.js';
import { TributaryError } from './errors.js';
import { type Fetch, retrying } from './retry.js';
import type { components, paths } from './schema.js';

export type EventInput = components['schemas']['EventInput'];
export type Event = components['schemas']['EventView'];
/** The result of one event of a batch. */
export type Verdict = components['schemas']['BatchItem'];
export type Stored = components['schemas']['IngestView'];

export interface TributaryOptions {
  /** For example `https://events.example.com`. */
  readonly baseUrl: string;
  readonly credential?: Credential;
  /** Names the tenant, for credentials that may act in several. */
  readonly tenantKey?: string;
  readonly retry?: Partial<RetryPolicy>;
  /** Time until an answer begins. Milliseconds. */
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
}

/** A client of the service with one credential. */
export class Tributary {
  /** Every route, typed from the OpenAPI document. Returns `{data, error, response}`. */
  readonly api: Client<paths>;
  readonly retry: RetryPolicy;
  readonly baseUrl: string;
  private readonly bearer?: () => Promise<string>;
  private readonly fetch: Fetch;

  constructor(private readonly options: TributaryOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.retry = { ...DEFAULT_RETRY, ...options.retry };
    const plain = options.fetch ?? ((request) => fetch(request));
    const patient = retrying(plain, this.retry, options.timeoutMs ?? 30_000);
    if (options.credential) this.bearer = bearerOf(options.credential, this.baseUrl, patient);
    this.fetch = async (request) => {
      for (const [name, value] of Object.entries(await this.headers())) request.headers.set(name, value);
      return patient(request);
    };
    this.api = createClient<paths>({ baseUrl: this.baseUrl, fetch: this.fetch });
  }

  /** Headers of this credential's requests, for requests made by other means. */
  async headers(): Promise<Record<string, string>> {
    return {
      ...(this.bearer ? { authorization: `Bearer ${await this.bearer()}` } : {}),
      ...(this.options.tenantKey ? { 'x-tenant-key': this.options.tenantKey } : {}),
    };
  }

  /**
   * Requests any route by its path, with the same credential and retries.
   * @throws TributaryError if the status is not 2xx, ConnectionError
   */
  async request(path: string, init?: RequestInit): Promise<Response> {
    const response = await this.fetch(new Request(this.baseUrl + path, init));
    if (response.ok) return response;
    throw new TributaryError(response, await response.json().catch(() => undefined));
  }

  /** Sends one event. `created` and `duplicate` are both success. @throws TributaryError, ConnectionError */
  async send(event: EventInput): Promise<Stored> {
    // Without `Prefer: respond-async` there is no 202.
    return (await unwrap(this.api.POST('/v1/events', { body: event }))) as Stored;
  }
}

/**
 * The answer's data.
 * @throws TributaryError if the service rejected the request, ConnectionError if no answer arrived
 */
export async function unwrap<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new TributaryError(response, error);
  return data as T;
}
