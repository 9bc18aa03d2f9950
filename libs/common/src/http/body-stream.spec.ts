import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivals } from './body-stream.js';

describe('arrivals', () => {
  it('tells of lulls, and gives up a sender from whom nothing comes', async () => {
    const body = new PassThrough();
    body.write('one');
    const seen: (string | undefined)[] = [];
    const read = async () => {
      for await (const bytes of arrivals(body, 200)) seen.push(bytes?.toString());
    };
    await expect(read()).rejects.toMatchObject({ code: 'request_timeout', status: 408 });
    expect(seen).toEqual(['one', undefined, undefined, undefined]);
    expect(body.destroyed).toBe(false);
  });

  it('counts waiting only: a reader may take its time', async () => {
    const body = new PassThrough();
    body.end('all');
    const bytes = arrivals(body, 100);
    expect((await bytes.next()).value!.toString()).toBe('all');
    await sleep(300);
    expect((await bytes.next()).done).toBe(true);
  });

  it('calls a lost connection what it is', async () => {
    const body = new PassThrough();
    setTimeout(() => body.destroy(new Error('aborted')), 20);
    await expect(arrivals(body).next()).rejects.toMatchObject({ code: 'request_timeout' });
  });
});
