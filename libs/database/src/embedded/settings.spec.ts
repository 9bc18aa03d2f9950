import { sharedBuffers } from './settings.js';

const GiB = 2 ** 30;

describe('the memory that the embedded PostgreSQL shares', () => {
  it.each([
    [GiB / 4, '128MB'],
    [GiB, '256MB'],
    [2 * GiB, '512MB'],
    [64 * GiB, '1024MB'],
  ])('of %d bytes are %s', (memory, expected) => expect(sharedBuffers(memory)).toBe(expected));
});
