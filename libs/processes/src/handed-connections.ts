import type { ChildProcess } from 'node:child_process';
import type { Worker } from 'node:cluster';

interface Handle {
  close(): void;
}

interface ClusterMessage {
  readonly cmd?: string;
  readonly act?: string;
  readonly seq?: number;
  readonly ack?: number;
}

type Send = (message: ClusterMessage, handle?: Handle, ...rest: never[]) => boolean;

/**
 * Closes connections that a child was handed but had not accepted when it ended, because it was stuck or killed.
 * `node:cluster` would keep such a connection open in the parent forever, and its client would wait until its own
 * timeout. A closed connection looks like that of any killed process, so the client retries at once.
 *
 * It relies on private parts of Node (20 to 24): the parent hands over a connection by `worker.process.send` as `{ cmd:
 * 'NODE_CLUSTER', act: 'newconn', seq }` with the handle, and the child accepts or refuses it by the internal message
 * `{ ack: seq }`. `test/faults/processes.spec.ts` fails if that changes.
 */
export function closeHandedConnections({ process: child }: Worker): void {
  const handed = new Map<number, Handle>();
  const send = child.send.bind(child) as unknown as Send;
  const noting: Send = (message, handle, ...rest) => {
    if (message.act === 'newconn' && handle) handed.set(message.seq!, handle);
    return send(message, handle, ...rest);
  };
  child.send = noting as unknown as ChildProcess['send'];
  child.on('internalMessage', ({ ack }: ClusterMessage) => void handed.delete(ack!));
  child.once('exit', () => {
    for (const handle of handed.values()) handle.close();
    handed.clear();
  });
}
