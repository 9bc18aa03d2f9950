import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { gunzipped, NotGzip } from './index.js';

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    if (size % 3 === 0) await nextTurn();
    yield bytes.subarray(at, (at += size));
  }
}

async function all(bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(64, 1000, 100_000)), {
  minLength: 1,
  maxLength: 8,
});
/** A member's content, and how many zeros stand behind it. */
const member = fc.record({
  text: fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('', 'x'.repeat(200_000), 'line\n'.repeat(3000)),
  ),
  zeros: fc.oneof(fc.constantFrom(0, 1, 7, 511, 512, 513), fc.nat(2000)),
});
const latin = (text: string) => Buffer.from(text, 'latin1');
const file = (members: { text: string; zeros: number }[]) =>
  Buffer.concat(members.flatMap(({ text, zeros }) => [gzipSync(latin(text)), Buffer.alloc(zeros)]));

describe('gunzipped', () => {
  it('gives back all members, whatever zeros stand between them and however the bytes are cut', async () => {
    const members = fc.array(member, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(members, sizes, async (parts, cuts) => {
        const expected = parts.map(({ text }) => latin(text).toString('latin1')).join('');
        expect((await all(gunzipped(inPieces(file(parts), cuts)))) === expected).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it('refuses whatever else stands behind a member, and an end within one', async () => {
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('garbage' as const), byte: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ kind: fc.constant('cut' as const), by: fc.integer({ min: 1, max: 18 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { maxLength: 3 }),
        member,
        damage,
        sizes,
        async (first, last, what, cuts) => {
          const whole = file([...first, { ...last, zeros: 0 }]);
          const bytes =
            what.kind === 'cut'
              ? whole.subarray(0, whole.length - what.by)
              : Buffer.concat([whole, Buffer.alloc(last.zeros), Buffer.from([what.byte, 1, 2, 3])]);
          await expect(all(gunzipped(inPieces(bytes, cuts)))).rejects.toBeInstanceOf(NotGzip);
        },
      ),
      { numRuns: 200 },
    );
  }, 120_000);

  it('refuses an empty input, and zeros before the first member', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(3), Buffer.concat([Buffer.alloc(1), gzipSync('a')])])
      await expect(all(gunzipped(inPieces(bytes, [5])))).rejects.toBeInstanceOf(NotGzip);
  });

  it('never gives other bytes for a damaged input than those before the damage, and never ends the process', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat(255),
        sizes,
        async (parts, at, byte, cuts) => {
          const bytes = file(parts);
          bytes[at % bytes.length] = byte;
          await all(gunzipped(inPieces(bytes, cuts))).catch((error: unknown) =>
            expect(error).toBeInstanceOf(NotGzip),
          );
          await nextTurn();
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);

  it('lets go of everything when its reader stops, or its sender breaks off', async () => {
    const bytes = gzipSync(Buffer.alloc(5_000_000));
    for await (const chunk of gunzipped(inPieces(bytes, [999]))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const sender = new PassThrough();
    sender.write(bytes.subarray(0, 1000));
    const reading = all(gunzipped(sender));
    await nextTurn();
    sender.destroy(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
  });

  it('reads no more members behind padding than their bytes pay for', async () => {
    const one = Buffer.concat([gzipSync(''), Buffer.alloc(1)]);
    const many = (count: number) => Buffer.concat(Array.from({ length: count }, () => one));
    expect(await all(gunzipped(inPieces(many(900), [4096])))).toBe('');
    await expect(all(gunzipped(inPieces(many(3000), [4096])))).rejects.toThrow('too many padded members');
  });
});
