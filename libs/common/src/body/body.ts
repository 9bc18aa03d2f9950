import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { andThen, type Awaitable } from '../awaitable.js';
import { gunzipped, NotGzip } from '../gzip/index.js';
import { JsonFault, parseJsonInTurns, type JsonOptions } from '../json/index.js';
import { Problem } from '../problem/index.js';
import { PacedBody } from './body-pace.js';

const MiB = 1024 * 1024;
/** Time in which a whole body must arrive, because slow clients would hold sockets. Milliseconds. */
const BODY_TIMEOUT_MS = 30_000;
/** Limits of a body on public routes, before the sender is known. A login needs less. Bytes and milliseconds. */
export const PUBLIC_BODY = { limit: 16_384, timeoutMs: 5_000 } as const;

/**
 * Marks a body that was read whole in the tick in which it arrived. Node marks the request complete only after that.
 */
const READ = Symbol('body read');
type ReadBody = IncomingMessage & { [READ]?: true };

/**
 * Whether a part of the announced body has yet to arrive. Its sender could hold the connection as long as it likes, so
 * an answer that is sent meanwhile closes it. A body that is in memory holds nothing: Node discards it with the answer.
 */
export function bodyIsOutstanding({ raw, headers }: FastifyRequest): boolean {
  const announced = Number(headers['content-length'] ?? 0);
  if (headers['transfer-encoding'] === undefined && announced === 0) return false;
  return !(raw.complete || (raw as ReadBody)[READ] || (announced > 0 && raw.readableLength === announced));
}

type Parser = (bytes: Buffer, request: FastifyRequest) => unknown;

/** How a route reads its body: media types, size and JSON rules. */
export interface BodyFormat {
  /** Media types, each with the function that parses its bytes. */
  readonly types: Readonly<Record<string, Parser>>;
  /** Limit in bytes, both as sent and inflated. */
  readonly limit: number;
  /** Time in which the whole body must arrive. Milliseconds. */
  readonly timeoutMs?: number;
  /** Whether an absent body counts as an empty object. */
  readonly optional?: boolean;
  /**
   * Reader for requests that declare their format by other headers than the media type. An absent body is empty bytes.
   */
  readonly otherwise?: (request: FastifyRequest) => Parser | undefined;
}

const json = (options?: JsonOptions) => (bytes: Buffer) => readJson(bytes, options);

export const JSON_BODY: BodyFormat = { types: { 'application/json': json() }, limit: MiB };
export const OPTIONAL_JSON_BODY: BodyFormat = { ...JSON_BODY, optional: true };
/** RFC 7396. Plain JSON is read in the same way. */
export const MERGE_PATCH_BODY: BodyFormat = {
  types: { 'application/merge-patch+json': json(), 'application/json': json() },
  limit: MiB,
};

/**
 * Reads, inflates and parses the body of a request. Guards call it after they have checked the credential, so that
 * nobody without one makes the service parse anything. A large body waits for its turn before it is read.
 * @throws Problem 400, 408, 413, 415, 422 or 429
 */
export function readBody(request: FastifyRequest, format: BodyFormat): Awaitable<unknown> {
  const headers = request.headers;
  const special = format.otherwise?.(request);
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length'] ?? 0))
    return special ? special(Buffer.alloc(0), request) : format.optional ? {} : undefined;
  const parse = special ?? format.types[assertMediaType(request, Object.keys(format.types))];
  const encoding = acceptedEncoding(request);
  const paced = new PacedBody(request);
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > format.limit) throw tooLarge(format.limit);
  const sent = andThen(paced.upTo(announced), () =>
    readBytes(request, format.limit, format.timeoutMs ?? BODY_TIMEOUT_MS),
  );
  return andThen(sent, (bytes) =>
    andThen(paced.upTo(bytes.length), () => {
      if (encoding === 'identity') return parse(bytes, request);
      return inflate(bytes, format.limit, paced).then((inflated) => parse(inflated, request));
    }),
  );
}

/** The request's media type. @throws Problem 415 if it is not one of `types`, or not UTF-8 */
export function assertMediaType(request: FastifyRequest, types: readonly string[]): string {
  const [type, ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  if (!types.includes(type) || (charset && charset !== 'utf-8' && charset !== 'utf8'))
    throw new Problem('unsupported_media_type', `Send ${types.join(' or ')}, encoded as UTF-8.`, {
      headers: { accept: types.join(', ') },
    });
  return type;
}

/** The encoding of the body. @throws Problem 415 */
export function acceptedEncoding({ headers }: FastifyRequest): 'identity' | 'gzip' {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  // RFC 9110, section 8.4.1.3: x-gzip means gzip.
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  if (encoding === 'identity') return encoding;
  throw new Problem('unsupported_encoding', 'Send the body uncompressed or with Content-Encoding: gzip.', {
    headers: { 'accept-encoding': 'gzip' },
  });
}

function readBytes(request: FastifyRequest, limit: number, timeoutMs: number): Awaitable<Buffer> {
  const stream = request.raw;
  const announced = Number(request.headers['content-length'] ?? 0);
  // A small body has usually arrived with the headers. `resume` lets the request end.
  if (announced > 0 && stream.readableLength === announced) {
    const bytes = stream.read() as Buffer;
    stream.resume();
    (stream as ReadBody)[READ] = true;
    return bytes;
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      stream.off('data', take).off('end', end).off('error', lost).off('close', lost);
      act();
    };
    const fail = (problem: Problem) => settle(() => (stream.pause(), reject(problem)));
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) fail(tooLarge(limit));
      else chunks.push(chunk);
    };
    const end = () => settle(() => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size)));
    const lost = () =>
      fail(new Problem('request_timeout', 'The connection was lost before the body was complete.'));
    const timer = setTimeout(
      () =>
        fail(new Problem('request_timeout', `The body did not arrive within ${timeoutMs / 1000} seconds.`)),
      timeoutMs,
    );
    stream.on('data', take).on('end', end).on('error', lost).on('close', lost);
  });
}

/** Inflates up to the limit, so that memory stays bounded. @throws Problem */
async function inflate(sent: Buffer, limit: number, paced: PacedBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of gunzipped(once(sent))) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
      await paced.upTo(size);
    }
  } catch (cause) {
    if (!(cause instanceof NotGzip)) throw cause;
    throw new Problem('invalid_encoding', 'Content-Encoding is gzip, but the body is not gzip.', { cause });
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}

const tooLarge = (limit: number) =>
  new Problem('body_too_large', `The body may have at most ${limit} bytes, both as sent and inflated.`);

/** Parses strict JSON, a large body in several slices. @throws Problem with the parser's code and pointer */
export function readJson(bytes: Buffer, options?: JsonOptions): Awaitable<unknown> {
  return andThen(parseJsonInTurns(bytes, options), (value) => {
    if (!(value instanceof JsonFault)) return value;
    throw Problem.ofInput([{ pointer: value.pointer, code: value.code, detail: value.detail }]);
  });
}
