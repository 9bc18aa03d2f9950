import { setTimeout as sleep } from 'node:timers/promises';
import { makeBatches } from './events.js';
import { hostileRequests } from './hostile.js';
import { asRequest, bodyOf, Connection } from './http-load.js';

/**
 * Open-loop requests, which are sent on schedule, answered or not. A client that waits for its answer would hide the
 * waiting of others.
 */
export interface Stream {
  readonly name: string;
  /** URL of the server, if it is not the job's. */
  readonly url?: string;
  readonly token: string;
  readonly requestsPerSecond: number;
  /** Events per request. */
  readonly batch: number;
  /**
   * Instead: number of connections that send the cost suite's most expensive bodies one after the other, without pause.
   */
  readonly hostile?: number;
}

export interface OpenJob {
  readonly kind: 'open';
  readonly url: string;
  readonly seconds: number;
  readonly streams: readonly Stream[];
}

export interface StreamResult {
  readonly name: string;
  readonly sent: number;
  /** Milliseconds from when the request was due to its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/**
 * Limit of sockets per stream. A request that finds none free is `unsent`, like that of a client without free sockets.
 */
const MAX_CONNECTIONS = 256;

export interface PreparedStream {
  run(start: number): Promise<StreamResult>;
}

export const prepareStreams = ({ url, seconds, streams }: OpenJob): Promise<PreparedStream[]> =>
  Promise.all(
    streams.map((stream) =>
      stream.hostile ? prepareHostile(url, seconds, stream) : prepare(stream.url ?? url, seconds, stream),
    ),
  );

async function prepare(url: string, seconds: number, stream: Stream): Promise<PreparedStream> {
  const { name, token, requestsPerSecond, batch } = stream;
  const path = batch === 1 ? '/v1/events' : '/v1/events/batch';
  const requests = makeBatches(Math.round(requestsPerSecond * seconds), batch).map((events) =>
    asRequest('POST', path, token, bodyOf(events)),
  );
  const idle = await Promise.all(Array.from({ length: 8 }, () => Connection.open(url)));
  let open = idle.length;
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  const takeIdle = () => {
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (!connection.ended) return connection;
      open--;
    }
    return undefined;
  };
  const send = async (request: Buffer, due: number) => {
    const connection =
      takeIdle() ?? (open < MAX_CONNECTIONS ? (open++, await Connection.open(url)) : undefined);
    const status = connection ? await connection.send(request) : 'unsent';
    if (connection && !connection.ended) idle.push(connection);
    else if (connection) open--;
    latencies.push(performance.now() - due);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const run = async (start: number): Promise<StreamResult> => {
    const under: Promise<void>[] = [];
    for (const [i, request] of requests.entries()) {
      const due = start + (i * 1000) / requestsPerSecond;
      if (due > performance.now()) await sleep(due - performance.now());
      under.push(send(request, due));
    }
    await Promise.all(under);
    for (const connection of idle) connection.close();
    latencies.sort((a, b) => a - b);
    const at = (share: number) =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    return { name, sent: requests.length, p50: at(0.5), p99: at(0.99), statuses };
  };
  return { run };
}

async function prepareHostile(url: string, seconds: number, stream: Stream): Promise<PreparedStream> {
  const requests = hostileRequests(stream.token);
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  const attack = async (first: number, end: number) => {
    let connection = await Connection.open(url);
    for (let i = first; performance.now() < end; i++) {
      const from = performance.now();
      if (connection.ended) connection = await Connection.open(url);
      const status = await connection.send(requests[i % requests.length]);
      latencies.push(performance.now() - from);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    connection.close();
  };
  const run = async (start: number): Promise<StreamResult> => {
    const share = Math.ceil(requests.length / stream.hostile!);
    await Promise.all(
      Array.from({ length: stream.hostile! }, (_, c) => attack(c * share, start + 1000 * seconds)),
    );
    latencies.sort((a, b) => a - b);
    const at = (part: number) => latencies[Math.floor(latencies.length * part)] ?? NaN;
    return { name: stream.name, sent: latencies.length, p50: at(0.5), p99: at(0.99), statuses };
  };
  return { run };
}
