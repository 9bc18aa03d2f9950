/** An answer with its body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface SendOptions {
  readonly headers?: Record<string, string>;
  /** Strings are sent unchanged, objects as JSON. */
  readonly body?: unknown;
}

/** The METRICS_TOKEN of the service under test. Clients without a credential send it to /metrics. */
export const METRICS_TOKEN = 'metrics-token-of-the-tests';

/** Sends requests with one credential. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly token?: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  as(token: string | undefined, headers: Record<string, string> = {}): ApiClient {
    return new ApiClient(this.url, token, { ...this.headers, ...headers });
  }

  /** The same credential at another process. */
  at(url: string): ApiClient {
    return new ApiClient(url, this.token, this.headers);
  }

  async send(method: string, path: string, { body, headers = {} }: SendOptions = {}): Promise<Answer> {
    const token = this.token ?? (path === '/metrics' ? METRICS_TOKEN : undefined);
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...this.headers,
        ...headers,
      },
      body: body === undefined ? undefined : raw ? (body as BodyInit) : JSON.stringify(body),
    });
    const text = response.body && isStream(response) ? await beginningOf(response) : await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }

  get = (path: string, options?: SendOptions) => this.send('GET', path, options);
  post = (path: string, body?: unknown, headers?: Record<string, string>) =>
    this.send('POST', path, { body, headers });
  patch = (path: string, body?: unknown, headers?: Record<string, string>) =>
    this.send('PATCH', path, { body, headers });
  delete = (path: string, headers?: Record<string, string>) => this.send('DELETE', path, { headers });
}

const isStream = ({ headers }: Response) => headers.get('content-type')?.startsWith('text/event-stream');

/** A stream has no end, so the answer is its beginning. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return Buffer.from(value ?? []).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
