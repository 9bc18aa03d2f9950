import { createGunzip, type Gunzip } from 'node:zlib';

/** The first byte of a gzip member (RFC 1952). */
const MAGIC = 0x1f;
/**
 * Members that may follow zero padding, beside one for each KiB that was sent. Each costs a decompressor of its own
 * (some 50 µs), which a body of 20-byte members and single zeros would otherwise buy for 21 bytes.
 */
const PADDED_MEMBERS = 1_000;

/** Bytes that are inflated at a time: memory of one body, beside the chunk that came. */
const OUTPUT_BYTES = 65_536;

/** The bytes are no gzip, or end too early. */
export class NotGzip extends Error {}

/**
 * Inflates a gzip file of any number of members as its bytes come, holding no more than one chunk of either side.
 *
 * Node's own stream stops at a zero byte behind a member and drops what follows. Here zero padding is passed over, and
 * a member behind it is read on; anything else behind a member is an error. An input that ends too early is an error.
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

/** Node's decompressor, driven chunk by chunk. It has an error listener for life, so that no damage ends the process. */
class Inflater {
  private readonly stream: Gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  private failure?: Error;
  private fed = 0;
  private wake = () => {};
  /** Whether it met the end of its members, and takes nothing more. */
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

  /** Bytes that it was given and did not take, because they stand behind the end of its members. */
  get unused(): number {
    return this.ended ? this.fed - this.stream.bytesWritten : 0;
  }

  /** What the chunk inflates to. */
  async *feed(chunk: Buffer): AsyncGenerator<Buffer, void> {
    let taken = false;
    this.fed += chunk.length;
    this.stream.write(chunk, () => {
      taken = true;
      this.wake();
    });
    // What is not all consumed was met by the end of the members, which is told a little later.
    yield* this.outputs(() => taken && this.stream.bytesWritten === this.fed);
  }

  /** What is left. @throws NotGzip where the input ends within a member */
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
