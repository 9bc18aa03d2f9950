import type { TenantRecord } from '#libs/tenants';
import type { ValidatedEvent } from './validated-event.js';
import { Coalescer } from './coalescer.js';
import { MAX_TRANSACTION_CHARACTERS } from './bounds.js';
import type { InSameTransaction, IngestWriter } from './ingest.writer.js';
import type { SharedWriter } from './shared.writer.js';

const tenant = (id: string) => ({ id }) as TenantRecord;
const events = (count: number, name = 'e', payload = '{}') =>
  Array.from({ length: count }, (_, i) => ({ eventUid: `${name}-${i}`, payload }) as ValidatedEvent);

/** A writer whose transactions end when the test says so. */
class Writer {
  readonly calls: {
    tenant: string;
    uids: string[];
    inSameTransaction?: InSameTransaction;
    end: (error?: Error) => void;
  }[] = [];

  write = (
    { id }: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    inSameTransaction?: InSameTransaction,
  ) =>
    new Promise((resolve, reject) => {
      const uids = validatedEvents.map(({ eventUid }) => eventUid);
      const end = (error?: Error) =>
        error ? reject(error) : resolve(uids.map((event_uid) => ({ event_uid, outcome: 'created' })));
      this.calls.push({ tenant: id, uids, inSameTransaction, end });
    });
}

describe('the coalescer', () => {
  let writer: Writer;
  let coalescer: Coalescer;
  beforeEach(() => {
    writer = new Writer();
    coalescer = new Coalescer(writer as unknown as IngestWriter, writer as unknown as SharedWriter);
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('starts a lone request at once, and lets those that come meanwhile share the next transaction', async () => {
    const requests = ['a', 'b', 'c'].map((name) => coalescer.write(tenant('1'), events(2, name)));
    expect(writer.calls.map(({ uids }) => uids)).toEqual([['a-0', 'a-1']]);
    expect(coalescer.waiting()).toEqual({ events: 4, requests: 2 });
    writer.calls[0].end();
    await turn();
    expect(writer.calls[1].uids).toEqual(['b-0', 'b-1', 'c-0', 'c-1']);
    writer.calls[1].end();
    const eventResults = await Promise.all(requests);
    expect(eventResults.map((each) => each.map(({ event_uid }) => event_uid))).toEqual([
      ['a-0', 'a-1'],
      ['b-0', 'b-1'],
      ['c-0', 'c-1'],
    ]);
  });

  it('shares a transaction with those of few characters only', async () => {
    const large = 'x'.repeat(MAX_TRANSACTION_CHARACTERS / 2);
    const sizes = ['', large, large, `${large}x`, large, ''];
    sizes.forEach((payload, i) => void coalescer.write(tenant('1'), events(1, String(i), payload)));
    for (let ended = 0; ended < writer.calls.length; ended++) {
      writer.calls[ended].end();
      await turn();
    }
    expect(writer.calls.map(({ uids }) => uids)).toEqual([['0-0'], ['1-0', '2-0'], ['3-0'], ['4-0', '5-0']]);
  });

  it('lets no tenant wait for another', () => {
    void coalescer.write(tenant('1'), events(1));
    void coalescer.write(tenant('2'), events(1));
    expect(writer.calls.map(({ tenant: id }) => id)).toEqual(['1', '2']);
  });

  it('puts at most 1,000 events into a transaction, and one that writes beside its events alone', async () => {
    void coalescer.write(tenant('1'), events(1));
    const inSameTransaction: InSameTransaction = async () => undefined;
    for (const count of [600, 400, 1]) void coalescer.write(tenant('1'), events(count));
    void coalescer.write(tenant('1'), events(2), inSameTransaction);
    void coalescer.write(tenant('1'), events(3));
    for (let i = 0; i < 5; i++) {
      writer.calls[i].end();
      await turn();
    }
    expect(writer.calls.map(({ uids }) => uids.length)).toEqual([1, 1000, 1, 2, 3]);
    expect(writer.calls.map((call) => call.inSameTransaction)).toEqual([
      undefined,
      undefined,
      undefined,
      inSameTransaction,
      undefined,
    ]);
  });

  it('refuses what would let more than 20,000 events of a tenant wait, and takes more once they are stored', async () => {
    const failed = coalescer.write(tenant('1'), events(1));
    const held = Array.from({ length: 20 }, () => coalescer.write(tenant('1'), events(1000)));
    expect(() => coalescer.write(tenant('1'), events(1))).toThrow('waiting to be stored');
    const lost = new Error('lost');
    writer.calls[0].end(lost);
    await expect(failed).rejects.toBe(lost);
    await turn();
    expect(writer.calls).toHaveLength(2);
    void coalescer.write(tenant('1'), events(1));
    for (let i = 1; i <= 20; i++) {
      writer.calls[i].end();
      await turn();
    }
    expect((await Promise.all(held)).flat()).toHaveLength(20_000);
  });
});
