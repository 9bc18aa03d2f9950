import { EventEmitter } from 'node:events';
import { Line } from './line.js';

/** One end of a channel: what it sends arrives at the other. */
class End extends EventEmitter {
  other!: End;
  connected = true;
  send(message: unknown): void {
    setImmediate(() => this.other.emit('message', message));
  }
}

describe('a line between two processes', () => {
  const [a, b] = [new End(), new End()];
  [a.other, b.other] = [b, a];
  const [asker, answerer] = [a, b].map((end) => new Line(end as never)) as [Line, Line];
  answerer.on('metrics', async () => 'text');
  asker.on('metrics', () => 'of the asker');

  it('carries questions and answers both ways, each answer to its question', async () => {
    answerer.on('readiness of api', () => asks.shift());
    const asks = [1, 2, 3];
    const asked = [1, 2, 3].map(() => asker.ask('readiness of api', 10_000));
    expect(await Promise.all([asker.ask('metrics', 10_000), answerer.ask('metrics', 10_000)])).toEqual(['text', 'of the asker']);
    expect(await Promise.all(asked)).toEqual([1, 2, 3]);
  });

  it('answers undefined if the other does not know, is late, or is gone', async () => {
    expect(await asker.ask('up', 10_000)).toBeUndefined();
    answerer.on('beat', () => new Promise(() => undefined));
    expect(await asker.ask('beat', 5)).toBeUndefined();
    a.connected = false;
    expect(await asker.ask('metrics', 5)).toBeUndefined();
  });
}); // prettier-ignore
