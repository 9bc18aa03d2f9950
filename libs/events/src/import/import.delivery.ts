import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

/** Buffer of answer lines for a client that is still sending. When it is full, failed lines are only counted. Bytes. */
const BUFFER_BYTES = 1024 * 1024;
/**
 * How long a full buffer pauses the import. A client that reads while it sends frees space in this time. Milliseconds.
 */
const HOLD_MS = 2_000;
/**
 * Limits for discarding the rest of a body, so that its sender goes on to read the answer: bytes, milliseconds in
 * total, milliseconds without a byte.
 */
const DISCARDED_BYTES = 64 * 1024 * 1024;
const DISCARD_MS = 30_000;
const DISCARD_IDLE_MS = 2_000;

/** Delivers an import's answer to a client that may send everything before it reads anything. */
export class ImportDelivery {
  readonly out = new PassThrough({ highWaterMark: BUFFER_BYTES });
  private holds = true;

  /** Whether the buffer is full, so that only the last line should be added. */
  get isFull(): boolean {
    return this.out.writableLength >= BUFFER_BYTES;
  }

  /** @param rest of the request's body; it is read to its end before the answer ends */
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

/**
 * If an answer ends before its request, bytes that still arrive make the kernel reset the connection and lose the
 * answer.
 */
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
    // The previous reader has stopped, but its `readable` listener would keep the stream paused.
    body.removeAllListeners('readable');
    body.on('data', count).on('end', end).on('close', end).on('error', end);
    body.resume();
  });
}
