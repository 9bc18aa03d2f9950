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
 * Closes the connections that a child was handed and had not taken when it ended: it was stuck, or killed just then.
 * `node:cluster` keeps such a connection open in the parent for ever, so that its client waits for an answer until it
 * gives up. Closed, it is a lost connection as of any killed process, and the client repeats at once.
 *
 * It relies on private parts of Node (20 to 24): the parent hands a connection over by `worker.process.send` as
 * `{ cmd: 'NODE_CLUSTER', act: 'newconn', seq }` beside the handle, and the child takes or refuses it by the internal
 * message `{ ack: seq }`. `test/faults/processes.spec.ts` fails if that changes.
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
