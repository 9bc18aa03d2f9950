import { CSV, formatFor, NDJSON } from './export-format.js';

describe('the format of an export', () => {
  it.each([
    [undefined, NDJSON],
    ['', NDJSON],
    ['*/*', NDJSON],
    ['application/problem+json', NDJSON],
    ['application/problem+json, text/csv', CSV],
    ['text/csv', CSV],
    ['TEXT/CSV; header=present', CSV],
    ['application/*', NDJSON],
    ['text/*, application/x-ndjson;q=0.5', CSV],
    ['text/csv;q=0.1, */*;q=0.2', NDJSON],
    ['application/x-ndjson;q=0, */*', CSV],
    ['text/html, text/csv;q=0.9, */*;q=0.1', CSV],
  ])('for %s', (accept, format) => expect(formatFor(accept)).toBe(format));

  it.each(['application/json', 'text/html', 'text/csv;q=0', 'nonsense'])('is none for %s', (accept) =>
    expect(() => formatFor(accept)).toThrow('not_acceptable'),
  );
});
