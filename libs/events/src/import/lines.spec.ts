import fc from 'fast-check';
import { type Line, Lines, OVERLONG } from './lines.js';

const shown = (line: Line) => (line === OVERLONG ? OVERLONG : line.toString());

/** The lines of a text that arrives in pieces of the given sizes, over and over. */
function cut(text: string, sizes: number[], limit: number): (string | symbol)[] {
  const lines = new Lines(limit);
  const bytes = Buffer.from(text);
  const result: (string | symbol)[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + sizes[i % sizes.length];
    for (const line of lines.of(bytes.subarray(at, end))) result.push(shown(line));
    at = end;
  }
  for (const line of lines.rest()) result.push(shown(line));
  return result;
}

describe('Lines', () => {
  it('gives the same lines however the bytes arrive, and names what is too long', () => {
    const texts = fc.array(fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\n', ' ')));
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(texts, sizes, fc.boolean(), (lines, pieces, closed) => {
        const text = lines.join('\n') + (closed && lines.length ? '\n' : '');
        const expected = lines.map((line) => (Buffer.byteLength(line) > 20 ? OVERLONG : line));
        if (!closed && expected.at(-1) === '') expected.pop();
        expect(cut(text, pieces, 20)).toEqual(expected);
      }),
    );
  });

  it('holds no more than twice the limit, however long a line is', () => {
    const lines = new Lines(100_000);
    for (let i = 0; i < 1000; i++) expect([...lines.of(Buffer.alloc(1000, 'x'))]).toEqual([]);
    expect((lines as unknown as { held: Buffer }).held.length).toBeLessThanOrEqual(200_000);
    expect([...lines.of(Buffer.from('\nnext\n'))].map(shown)).toEqual([OVERLONG, 'next']);
  });
});
