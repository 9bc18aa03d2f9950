import { createGunzip, type Gunzip } from 'node:zlib';

/** The first byte of a gzip member (RFC 1952). */
const MAGIC = 0x1f;
/**
 * Limit of members, in addition to one for each KiB sent. Each member needs a decompressor of its own (some 50 µs),
 * which members of 20 bytes with a zero between them would otherwise cause for 21 bytes.
 */
const PADDED_MEMBERS = 1_000;

/** Bytes that are inflated at a time. A body needs this memory in addition to the chunk that arrived. */
const OUTPUT_BYTES = 65_536;

/** The bytes are not gzip, or end too early. */
export class NotGzip extends Error {}

/**
 * Inflates a gzip file of any number of members as bytes arrive, holding at most one chunk of input and of output.
 *
 * Node's own stream stops at a zero byte after a member and drops the rest. This one skips zero padding and continues
 * with the next member; anything else after a member is an error. An input that ends too early is an error.
 * @throws NotGzip, and what `sent` throws
 */
export async function* gunzipped(sent: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let inflater: Inflater | undefined;
  let members = 0;
  let bytes = 0;
  try {
    for await (const chunk of sent) {
      bytes += chunk.length;
      let rest = chunk;
      while (rest.length) {
        if (!inflater) {
          if (members) rest = rest.subarray(paddingOf(rest));
          if (!rest.length) break;
          if (members && rest[0] !== MAGIC) throw new NotGzip('what follows is no gzip member');
          if (++members > PADDED_MEMBERS + bytes / 1024) throw new NotGzip('too many padded members');
          inflater = new Inflater();
        }
        yield* inflater.feed(rest);
        rest = rest.subarray(rest.length - inflater.unused);
        if (inflater.ended) inflater = inflater.close();
      }
    }
    if (inflater) yield* inflater.finish();
    else if (!members) throw new NotGzip('there is no gzip member');
  } finally {
    inflater?.close();
  }
}

function paddingOf(bytes: Buffer): number {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  return zeros;
}

/**
 * Node's decompressor, fed chunk by chunk. It has an error listener for its whole life, so that corrupt input cannot
 * end the process.
 */
class Inflater {
  private readonly stream: Gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  private failure?: Error;
  private fed = 0;
  private wake = () => {};
  /** Whether it reached the end of a member and accepts nothing more. */
  ended = false;

  constructor() {
    this.stream.on('error', (error) => {
      this.failure ??= error;
      this.wake();
    });
    this.stream.on('end', () => {
      this.ended = true;
      this.wake();
    });
    this.stream.on('readable', () => this.wake());
  }

  /** Bytes that it was given but did not take, because they follow the end of the member. */
  get unused(): number {
    return this.ended ? this.fed - this.stream.bytesWritten : 0;
  }

  /** Yields what the chunk inflates to. */
  async *feed(chunk: Buffer): AsyncGenerator<Buffer, void> {
    let taken = false;
    this.fed += chunk.length;
    this.stream.write(chunk, () => {
      taken = true;
      this.wake();
    });
    // If not everything was consumed, the member has ended, which the stream reports a little later.
    yield* this.outputs(() => taken && this.stream.bytesWritten === this.fed);
  }

  /** Yields the rest. @throws NotGzip if the input ends within a member */
  async *finish(): AsyncGenerator<Buffer, void> {
    this.stream.end();
    yield* this.outputs(() => false);
  }

  close(): undefined {
    this.stream.destroy();
  }

  private async *outputs(done: () => boolean): AsyncGenerator<Buffer, void> {
    for (;;) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      for (let chunk = this.read(); chunk; chunk = this.read()) yield chunk;
      if (this.failure) throw new NotGzip(this.failure.message, { cause: this.failure });
      if (this.ended || done()) return;
      await woken;
    }
  }

  private read(): Buffer | null {
    return this.failure ? null : (this.stream.read() as Buffer | null);
  }
}
