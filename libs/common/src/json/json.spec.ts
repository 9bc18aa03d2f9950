import fc from 'fast-check';
import { Scanner } from './scanner.js';
import { FaultyItem, JsonFault, parseJson, parseJsonInTurns, parseJsonText, RawJson } from './index.js';

const told = (fault: JsonFault) => `${fault.code} ${fault.pointer}`.trim().replace('\0', '<NUL>');

const faultOf = (text: string | Buffer): string => {
  const value = parseJson(Buffer.from(text as string));
  return value instanceof JsonFault ? told(value) : 'accepted';
};

describe('strict JSON', () => {
  it.each([
    ['', 'invalid_json'],
    ['\ufeff{}', 'invalid_json'],
    ['{} x', 'invalid_json'],
    ['{"a":1,}', 'invalid_json'],
    ['[1 2]', 'invalid_json'],
    ['{"a" 1}', 'invalid_json'],
    ['01', 'invalid_json'],
    ['-', 'invalid_json'],
    ['1.', 'invalid_json'],
    ['1e', 'invalid_json'],
    ['+1', 'invalid_json'],
    ['NaN', 'invalid_json'],
    ['"a\nb"', 'invalid_json'],
    ['"\\x"', 'invalid_json'],
    ['"\\u12g4"', 'invalid_json'],
    ['"open', 'invalid_json'],
    ['tru', 'invalid_json'],
    ['\u00a0{}', 'invalid_json'],
    ['{"a":1,"a":2}', 'duplicate_key /a'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key /a'],
    ['{"x":[{"b~/":{"c":1,"c":2}}]}', 'duplicate_key /x/0/b~0~1/c'],
    [`{${Array.from({ length: 40 }, (_, i) => `"k${i}":0`).join()},"k3":1}`, 'duplicate_key /k3'],
    ['{"a":"\\u0000"}', 'invalid_unicode /a'],
    ['{"\\u0000":1}', 'invalid_unicode /<NUL>'],
    ['["\\ud800"]', 'invalid_unicode /0'],
    ['["\\udc00"]', 'invalid_unicode /0'],
    ['["\\ud83d\\u0041"]', 'invalid_unicode /0'],
    ['[1,1e400]', 'number_out_of_range /1'],
    ['[-1e400]', 'number_out_of_range /0'],
    ['[1e-400]', 'number_out_of_range /0'],
    ['{"n":9007199254740992}', 'number_out_of_range /n'],
    ['{"n":-9007199254740992}', 'number_out_of_range /n'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, `too_deep ${'/0'.repeat(64)}`],
    ['['.repeat(100_000), 'invalid_json'],
    ['["\\ud83d\\ude00"]', 'accepted'],
    ['[9007199254740991,-0,0.0,0e5,1e308,1e-320,12345678901234567890.5]', 'accepted'],
    [`${'['.repeat(64)}${']'.repeat(64)}`, 'accepted'],
    [' \t\r\n[ ] ', 'accepted'],
  ])('%s is %s', (text, expected) => expect(faultOf(text)).toBe(expected));

  it('refuses bytes that are not UTF-8', () => {
    expect(faultOf(Buffer.from([0x22, 0xff, 0x22]))).toBe('invalid_utf8');
    expect(faultOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe('invalid_utf8');
  });

  it('reads characters of every length alike, wherever a portion of the bytes ends', async () => {
    for (let shift = 0; shift < 4; shift++) {
      const text = `${'x'.repeat(shift)}${'aé€😀'.repeat(30_000)}`;
      expect(await parseJsonInTurns(Buffer.from(JSON.stringify([text])))).toEqual([text]);
    }
  });

  it('refuses a number of more than 131,072 characters, even if only zeros are too many', () => {
    const number = (zeros: number) => `1e${'0'.repeat(zeros)}1`;
    expect(faultOf(`[${number(131_069)}]`)).toBe('accepted');
    expect(faultOf(`[${number(131_070)}]`)).toBe('number_out_of_range /0');
  });

  it('takes 100,000 closed brackets for too deep, not for a stack overflow', () => {
    expect(faultOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toMatch(/^too_deep/);
  });

  it.each(['[', '[[],', '{"a":', '[1,', '["",'])('pauses while it opens and closes %s', (open) => {
    const text = `${open.repeat(50_000)}1${(open.startsWith('{') ? '}' : ']').repeat(50_000)}`;
    const options = { maxDepth: 64, rawKeys: new Set<string>(), items: 'raw', maxItems: 1 } as const;
    const steps = [...new Scanner(text, options).sliced(1000)].length;
    expect(steps).toBeGreaterThan(0.9 * (text.length / 1000));
  });

  it('keeps __proto__ and constructor as data', () => {
    const value = parseJsonText('{"__proto__":{"polluted":1},"constructor":2}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('keeps chosen members of an item as their text', () => {
    const options = { rawKeys: new Set(['payload']) };
    const { payload, other } = parseJsonText(
      '{"payload": {"n":0.10, "payload":1e2} ,"other":{"payload":1}}',
      options,
    ) as Record<string, unknown>;
    expect(payload).toEqual(new RawJson('{"n":0.10, "payload":1e2}', 'object'));
    expect(other).toEqual(new RawJson('{"payload":1}', 'object'));
  });

  it('checks what it keeps as text as strictly as what it builds', () => {
    const alike = fc.constantFrom('a', '\\u0061', 'ab', 'a\\"b', '__proto__');
    const keys = fc.oneof(alike, fc.constantFrom('a"b', ...'bcdefghijklmnopqrs'));
    const member = fc.tuple(
      keys,
      fc.constantFrom('1', '{}', '[1e400]', '"\\u0000"', '0.5', '{"a":1,"a":2}', '-'),
    );
    const object = fc
      .array(member, { maxLength: 20 })
      .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join()}}`);
    const judged = (text: string, rawKeys: ReadonlySet<string>) => {
      const value = parseJsonText(`[{"payload":${text}},{"payload":${text}}]`, { rawKeys });
      return value instanceof JsonFault ? told(value) : 'accepted';
    };
    const asItems = (text: string, rawKeys: ReadonlySet<string>) => {
      const items = tryItems(`[{"payload":${text}},{"x":1,"payload":${text}}]`, rawKeys);
      return items.map((item) =>
        item instanceof FaultyItem ? `${item.fault.code} ${item.fault.pointer}` : 'ok',
      );
    };
    fc.assert(
      fc.property(object, (text) => {
        const [raw, built] = [new Set(['payload']), new Set<string>()];
        expect(judged(text, raw)).toBe(judged(text, built));
        expect(asItems(text, raw)).toEqual(asItems(text, built));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes keys of items for what they are, in whatever order and likeness to those before', () => {
    const rows = [
      '{"a":1,"b":2}',
      '{"a":1,"b":2}',
      '{"ab":3,"a":4}',
      '{"a\\"":5,"b":6}',
      '{"a":7}',
      '{"\\u0061":8,"b":9}',
    ];
    const parsed = parseJsonText(`[${rows.join()}]`, { items: 'array' });
    expect(parsed).toEqual(rows.map((row) => JSON.parse(row) as unknown));
    expect(parseJsonText('[{"a\\"b":1},{"a"b":1}]', { items: 'array' })).toMatchObject({
      code: 'invalid_json',
    });
  });

  it('leaves a fault with its item, and the neighbours alone', () => {
    const body =
      '{"events":[{"id":1},{"id":2,"payload":{"a":[1,{"b":1,"b":2}]}},{"id":3,"payload":1e999},{"id":4}],"x":1}';
    const { events, x } = parseJsonText(body, {
      items: { member: 'events' },
      rawKeys: new Set(['payload']),
    }) as { events: unknown[]; x: number };
    expect(
      events.map((event) =>
        event instanceof FaultyItem ? `${event.fault.code} ${event.fault.pointer}` : event,
      ),
    ).toEqual([
      { id: 1 },
      'duplicate_key /events/1/payload/a/1/b',
      'number_out_of_range /events/2/payload',
      { id: 4 },
    ]);
    expect((events[1] as FaultyItem).value).toMatchObject({ id: 2 });
    expect(x).toBe(1);
  });

  it('tells no value of what an item names twice', () => {
    const [item] = parseJsonText('[{"uid":"a","n":1,"uid":"b"}]', { items: 'array' }) as FaultyItem[];
    expect(item).toMatchObject({ fault: { code: 'duplicate_key', pointer: '/0/uid' } });
    expect(item.value).toEqual({ uid: undefined, n: 1 });
  });

  it('takes a whole document for an item where that is asked for', () => {
    const [good, bad] = ['{"id":1}', '{"id":2,"a":[{"b":1,"b":2}]}'].map((text) =>
      parseJsonText(text, { items: 'document' }),
    );
    expect(good).toEqual({ id: 1 });
    expect(bad).toMatchObject({ fault: { code: 'duplicate_key', pointer: '/a/0/b' }, value: { id: 2 } });
    expect(parseJsonText('{"id":1} x', { items: 'document' })).toMatchObject({ code: 'invalid_json' });
  });

  it('does not count the envelope against the depth of an item', () => {
    const item = `${'['.repeat(64)}${']'.repeat(64)}`;
    const deeper = `[${item}]`;
    const [good, bad, after] = parseJsonText(`[${item},${deeper},7]`, { items: 'array' }) as unknown[];
    expect(good).toEqual([]);
    expect((bad as FaultyItem).fault.code).toBe('too_deep');
    expect(after).toBe(7);
  });

  it('refuses what is wrong outside of items', () => {
    expect(parseJsonText('{"events":[],"events":[]}', { items: { member: 'events' } })).toMatchObject({
      code: 'duplicate_key',
    });
  });

  it('agrees with JSON.parse on every document without our extra rules', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = tryParse(text);
        if (parsed instanceof JsonFault)
          expect(['number_out_of_range', 'invalid_unicode']).toContain(parsed.code);
        else expect(parsed).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts nothing that JSON.parse refuses, however a document is mutated', () => {
    const mutated = fc
      .tuple(
        fc.jsonValue({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', '.', 'e', ' ', 'n', '\u0001', ''),
      )
      .map(([value, at, insert]) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + (insert ? 0 : 1));
      });
    fc.assert(
      fc.property(mutated, (text) => {
        const parsed = tryParse(text);
        const native = tryNative(text);
        if (parsed instanceof JsonFault && parsed.code === 'invalid_json') expect(native).toBeUndefined();
        else if (!(parsed instanceof JsonFault)) expect(parsed).toEqual(native!.value);
      }),
      { numRuns: 5000 },
    );
  });
});

const tryParse = (text: string): unknown => parseJsonText(text);

function tryItems(text: string, rawKeys: ReadonlySet<string>): unknown[] {
  const value = parseJsonText(text, { items: 'array', rawKeys });
  return value instanceof JsonFault ? [told(value)] : (value as unknown[]);
}

function tryNative(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

describe('what a document may hold', () => {
  const list = (count: number) => Buffer.from(`{"a":[${Array(count).fill('1').join()}]}`);
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `"${i.toString(36)}":1`).join();
  const options = { rawKeys: new Set(['payload']), items: { member: 'events' } } as const;

  it('is 10,000 commas where it is built as a whole', async () => {
    expect(await parseJsonInTurns(list(10_001))).toHaveProperty('a.length', 10_001);
    expect(await parseJsonInTurns(list(10_002))).toMatchObject({ code: 'invalid_value', pointer: '' });
    expect(await parseJsonInTurns(list(300_000))).toMatchObject({ code: 'invalid_value', pointer: '' });
    for (const text of [
      `{"_a":{${keys(60_000)}}}`,
      `{"_a":1,"_b":[{"_c":{${keys(60_000)}}}]}`,
      `[{${keys(60_000)}}]`,
    ])
      expect(await parseJsonInTurns(Buffer.from(text))).toMatchObject({ code: 'invalid_value', pointer: '' });
  });

  it('is shown by its first members, if it has so many that no route knows them', async () => {
    for (const count of [10_003, 100_000]) {
      const read = await parseJsonInTurns(Buffer.from(`{"_a":{"b":[1]},"_c":"d",${keys(count)}}`));
      expect(Object.keys(read as object)).toHaveLength(99);
      expect(read).toMatchObject({ _c: 'd', 0: 1 });
    }
  });

  it('is 30,000 members an object; of an item more are its fault alone', async () => {
    const body = (count: number) =>
      Buffer.from(`{"events":[{"payload":{"o":{${keys(count)}}}},{"event_uid":"next"}]}`);
    const good = (await parseJsonInTurns(body(30_000), options)) as { events: unknown[] };
    expect(good.events[0]).toHaveProperty('payload.kind', 'object');
    const { events } = (await parseJsonInTurns(body(30_001), options)) as { events: unknown[] };
    expect(events[0]).toMatchObject({
      fault: { code: 'event_too_large', pointer: expect.stringMatching(/^\/events\/0\/payload\/o/) },
    });
    expect(events[1]).toEqual({ event_uid: 'next' });
  });

  it('passes over members beyond those that are kept, and keeps those that are known', async () => {
    const members = { known: new Set(['event_uid', 'events']), others: 3 };
    const text = `{"events":[{${keys(1_000)},"event_uid":"here",${keys(1_000)}}]}`;
    const { events } = (await parseJsonInTurns(Buffer.from(text), { ...options, members })) as {
      events: object[];
    };
    expect(events[0]).toEqual({ 0: 1, 1: 1, 2: 1, event_uid: 'here' });
  });
});
