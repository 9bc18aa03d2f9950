import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivals } from './body-stream.js';

const stream = (body: PassThrough) => body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

describe('arrivals', () => {
  it('tells of lulls, and gives up a sender from whom nothing comes', async () => {
    const body = new PassThrough();
    body.write('one');
    const seen: (string | undefined)[] = [];
    const read = async () => {
      for await (const bytes of arrivals(stream(body), 200)) seen.push(bytes?.toString());
    };
    await expect(read()).rejects.toMatchObject({ code: 'request_timeout', status: 408 });
    expect(seen).toEqual(['one', undefined, undefined, undefined]);
    expect(body.destroyed).toBe(false);
  });

  it('counts waiting only: a reader may take its time', async () => {
    const body = new PassThrough();
    body.end('all');
    const bytes = arrivals(stream(body), 100);
    expect((await bytes.next()).value!.toString()).toBe('all');
    await sleep(300);
    expect((await bytes.next()).done).toBe(true);
  });

  it('calls a lost connection what it is', async () => {
    const body = new PassThrough();
    setTimeout(() => body.destroy(new Error('aborted')), 20);
    await expect(arrivals(stream(body)).next()).rejects.toMatchObject({ code: 'request_timeout' });
  });

  it('leaves no rejection behind where its reader stops and the sender breaks off later', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const body = new PassThrough();
    for await (const bytes of arrivals(stream(body), 1000)) if (!bytes) break;
    body.destroy(new Error('aborted'));
    await sleep(20);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
