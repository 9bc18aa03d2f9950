import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

/** Bytes of the answer that wait for a client that still sends; beyond it what failed is counted and not listed. */
const BUFFER_BYTES = 1024 * 1024;
/** How long a full buffer holds the import up: a client that reads will take something, one that sends first will not. Milliseconds. */
const HOLD_MS = 2_000;
/** What is read of a body that nobody looks at any more, so that its sender comes to read the answer. Bytes; milliseconds in all and without a byte. */
const DISCARDED_BYTES = 64 * 1024 * 1024;
const DISCARD_MS = 30_000;
const DISCARD_IDLE_MS = 2_000;

/** Carries an import's answer to a client that may send all before it reads anything. */
export class ImportDelivery {
  readonly out = new PassThrough({ highWaterMark: BUFFER_BYTES });
  private holds = true;

  /** Whether so much waits that no more should be told but the end. */
  get isFull(): boolean {
    return this.out.writableLength >= BUFFER_BYTES;
  }

  /** @param rest of the request's body, read to its end before the answer ends */
  async deliver(first: IteratorResult<string, void>, texts: AsyncGenerator<string, void>, rest: Readable) {
    try {
      for (let next = first; !next.done && !this.out.destroyed; next = await texts.next())
        await this.write(next.value);
      if (this.out.destroyed) await texts.return();
      else await discard(rest);
      this.out.end();
    } catch (error) {
      this.out.destroy(error as Error);
    }
  }

  private async write(text: string): Promise<void> {
    if (this.out.write(text)) this.holds = true;
    else if (this.holds)
      this.holds = await once(this.out, 'drain', { signal: AbortSignal.timeout(HOLD_MS) }).then(
        () => true,
        () => false,
      );
  }
}

/** An answer that ends before its request is reset on the way by what the sender still sends. */
function discard(body: Readable): Promise<void> {
  if (body.readableEnded || body.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      clearTimeout(idle);
      body.off('data', count).off('end', end).off('close', end).off('error', end);
      resolve();
    };
    const timer = setTimeout(end, DISCARD_MS);
    const idle = setTimeout(end, DISCARD_IDLE_MS);
    const count = (chunk: Buffer) => {
      idle.refresh();
      if ((bytes += chunk.length) > DISCARDED_BYTES) end();
    };
    // Whoever read it by turns has stopped, and may still hold it back.
    body.removeAllListeners('readable');
    body.on('data', count).on('end', end).on('close', end).on('error', end);
    body.resume();
  });
}
