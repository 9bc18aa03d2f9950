import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { ConnectionGate, type Purpose } from './connection-gate.js';

const tenant = (tenantId: string, reads = false): Purpose => ({ tenantId, reads });

/** Work that holds its connection until it is told to end. */
class Workers {
  readonly begun: { readonly purpose: Purpose; readonly end: () => void }[] = [];
  refused = 0;
  constructor(private readonly gate: ConnectionGate) {}

  start(purpose: Purpose): Promise<void> {
    const work = () =>
      new Promise<void>((resolve) => this.begun.push({ purpose, end: resolve as () => void }));
    return this.gate.run(purpose, work).catch(() => void this.refused++);
  }

  count = (is: (purpose: Purpose) => boolean) => this.begun.filter(({ purpose }) => is(purpose)).length;
  end(index: number): void {
    for (const { end } of this.begun.splice(index, 1)) end();
  }
}

const reads = (purpose: Purpose) => typeof purpose === 'object' && purpose.reads;
const of = (id: string) => (purpose: Purpose) => typeof purpose === 'object' && purpose.tenantId === id;
const TIMEOUT_MS = 60_000;

describe('the connections of the pool', () => {
  it('are there at once for the writes and look-ups of a third, however many tenants read', async () => {
    for (const size of [2, 3, 4, 10, 25]) {
      const gate = new ConnectionGate(size, TIMEOUT_MS);
      const workers = new Workers(gate);
      const readers = ['a', 'b', 'c', 'd', 'e'].flatMap((id) =>
        Array.from({ length: 20 }, () => tenant(id, true)),
      );
      const all = readers.map((purpose) => workers.start(purpose));
      await turn();
      expect(workers.count(reads)).toBeLessThanOrEqual(Math.max(1, Math.floor(size / 2)));
      for (const purpose of [tenant('z'), 'lookup', 'platform'] as const) {
        const done = workers.start(purpose);
        await turn();
        expect([size, workers.begun.at(-1)?.purpose]).toEqual([size, purpose]);
        workers.end(workers.begun.length - 1);
        await done;
      }
      while (workers.begun.length) {
        workers.end(0);
        await turn();
      }
      await Promise.all(all);
      expect([gate.inUse, gate.waiting, workers.refused]).toEqual([0, 0, 0]);
    }
  });

  it('are there for a newcomer while tenants write as much as they can', async () => {
    const gate = new ConnectionGate(10, TIMEOUT_MS);
    const workers = new Workers(gate);
    for (const [id, share] of [
      ['a', 5],
      ['b', 3],
      ['c', 1],
      ['d', 1],
    ] as const) {
      for (let i = 0; i < 20; i++) void workers.start(tenant(id));
      await turn();
      expect([id, workers.count(of(id))]).toEqual([id, share]);
    }
    void workers.start(tenant('e'));
    await turn();
    expect(workers.count(of('e'))).toBe(0);
    workers.end(0);
    await turn();
    expect(workers.count(of('e'))).toBe(1);
    while (workers.begun.length) {
      workers.end(0);
      await turn();
    }
    expect([gate.inUse, gate.waiting]).toEqual([0, 0]);
  });

  it('are refused after the timeout, and nothing is left of who was refused', async () => {
    const gate = new ConnectionGate(2, 20);
    const workers = new Workers(gate);
    const all = ['a', 'a', 'b', 'c'].map((id) => workers.start(tenant(id)));
    await Promise.all([all[1], all[3]]);
    expect([workers.refused, gate.waiting, gate.inUse]).toEqual([2, 0, 2]);
    while (workers.begun.length) workers.end(0);
    await Promise.all(all);
    expect([gate.inUse, gate.waiting]).toEqual([0, 0]);
  });

  it('are never more than there are, serve whoever may be served, and all come back', async () => {
    const purpose: fc.Arbitrary<Purpose> = fc.oneof(
      fc.record({ tenantId: fc.constantFrom('a', 'b', 'c', 'd', 'e'), reads: fc.boolean() }),
      fc.constantFrom('platform' as const, 'lookup' as const),
    );
    const step = fc.oneof(fc.record({ start: purpose }), fc.record({ end: fc.nat(40) }));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(step, { maxLength: 80 }),
        async (size, steps) => {
          const gate = new ConnectionGate(size, TIMEOUT_MS);
          const workers = new Workers(gate);
          const all: Promise<void>[] = [];
          for (const each of steps) {
            if ('start' in each) all.push(workers.start(each.start));
            else workers.end(each.end);
            await turn();
            expect(gate.inUse).toBe(workers.begun.length);
            expect(workers.begun.length).toBeLessThanOrEqual(size);
            expect(workers.count(reads)).toBeLessThanOrEqual(Math.max(1, Math.floor(size / 2)));
            if (gate.waiting) expect(workers.begun.length).toBeGreaterThan(0);
          }
          while (workers.begun.length) {
            workers.end(0);
            await turn();
          }
          await Promise.all(all);
          expect([gate.inUse, gate.waiting, workers.refused]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
