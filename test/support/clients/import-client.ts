import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { ApiClient } from './client.js';

/** A line of the answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnswerLine = any;

/** A running import. Its body is written and its answer read by the test, so that either side can be slow. */
export interface Import {
  readonly request: ClientRequest;
  /** Resolves when the answer begins. */
  readonly response: Promise<IncomingMessage>;
  /** The complete answer with parsed lines. */
  readonly answer: () => Promise<{ status: number; lines: AnswerLine[] }>;
}

export function startImport(client: ApiClient, headers: Record<string, string> = {}): Import {
  const sent = request(`${client.url}/v1/events/import`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${client.token}`,
      ...headers,
    },
  });
  const response = new Promise<IncomingMessage>((resolve, reject) =>
    sent.on('response', resolve).on('error', reject),
  );
  response.catch(() => undefined);
  return { request: sent, response, answer: async () => read(await response) };
}

/** Sends a complete body and reads the complete answer. */
export function importAll(
  client: ApiClient,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<{ status: number; lines: AnswerLine[] }> {
  const started = startImport(client, headers);
  started.request.end(body);
  return started.answer();
}

async function read(response: IncomingMessage) {
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part as string;
  const lines = text.split('\n').filter(Boolean);
  return { status: response.statusCode!, lines: lines.map((line): AnswerLine => JSON.parse(line)) };
}
