import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Tributary, TributaryError } from '#libs/client';

export type Summary = Record<string, number>;

/** A line of the import's answer; see the route's description. */
interface AnswerLine {
  readonly progress?: { readonly lines: number; readonly summary: Summary };
  readonly summary?: Summary;
  readonly lines?: number;
  readonly error?: { readonly code: string; readonly detail: string; readonly status: number };
  readonly line?: number;
}

/** A line that failed, numbered within this request. */
export type Failure = AnswerLine & { readonly line: number };

/**
 * How one request of an import ended. All lines up to `lines` are decided. `broken` says why the import is not
 * complete.
 */
export interface Imported {
  readonly lines: number;
  readonly summary: Summary;
  readonly broken?: Error;
}

export interface ImportListener {
  progress(lines: number, summary: Summary): void;
  failure(line: Failure): void;
}

/**
 * Sends NDJSON as one request and reads the answer meanwhile. fetch cannot be used, because its retries would keep the
 * whole body.
 * @throws TributaryError if the service rejects the request and repeating would not help
 */
export async function sendLines(
  tributary: Tributary,
  body: AsyncIterable<Buffer>,
  listener: ImportListener,
): Promise<Imported> {
  let [lines, summary] = [0, {} as Summary];
  try {
    const url = new URL(`${tributary.baseUrl}/v1/events/import`);
    const headers = { ...(await tributary.headers()), 'content-type': 'application/x-ndjson' };
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers,
    });
    const response = new Promise<IncomingMessage>((resolve, reject) =>
      request.once('response', resolve).once('error', reject),
    );
    // If the answer ends before the body, the rest of the body is not needed; that is not an error.
    const sent = pipeline(Readable.from(body), request).then(
      () => undefined,
      (error: Error) => error,
    );
    const answer = await response;
    if (answer.statusCode !== 200) throw await refusal(answer);
    for await (const text of createInterface({ input: answer, crlfDelay: Infinity })) {
      const line = JSON.parse(text) as AnswerLine;
      const state = line.progress ?? (line.summary && { lines: line.lines!, summary: line.summary });
      if (state) listener.progress(({ lines, summary } = state).lines, summary);
      if (line.error && line.line === undefined)
        return { lines, summary, broken: new Error(`${line.error.code}: ${line.error.detail}`) };
      if (line.line !== undefined) listener.failure(line as Failure);
      if (line.summary && line.line === undefined) return { lines, summary };
    }
    return { lines, summary, broken: (await sent) ?? new Error('the answer broke off') };
  } catch (error) {
    if (error instanceof TributaryError && error.status < 500 && ![408, 429].includes(error.status))
      throw error;
    return { lines, summary, broken: error as Error };
  }
}

async function refusal(answer: IncomingMessage): Promise<TributaryError> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const response = new Response(null, {
    status: answer.statusCode,
    statusText: answer.statusMessage,
    headers,
  });
  try {
    return new TributaryError(response, JSON.parse(text));
  } catch {
    return new TributaryError(response, undefined);
  }
}
