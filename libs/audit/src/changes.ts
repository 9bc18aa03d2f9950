import { isDeepStrictEqual } from 'node:util';

/** Names of members whose values are masked. */
const SECRET = /password|secret|token|credential|api_?key|private|authorization/i;
/** Limit of a line's JSON, separately for `before` and `after`. Characters. */
const MAX_SIDE = 8_192;
/** Limit of one text. Characters. */
const MAX_TEXT = 1_024;
/** Marks what was cut off. */
const CUT = '…';

type Fields = Readonly<Record<string, unknown>>;
type Pair = [before: Fields, after: Fields];

/**
 * What changed, member by member at any depth, with secrets masked and each side cut to MAX_SIDE; undefined if nothing
 * did. Clients choose the keys, so they are read as entries, and never index an object with a prototype.
 */
export function changesOf(before: Fields, after: Fields): { before: object; after: object } | undefined {
  const [was, is] = difference(before, after);
  if (!Object.keys(was).length) return undefined;
  return { before: cut(masked(was)) as object, after: cut(masked(is)) as object };
}

/** The members that differ. A member that one side lacks is null there. */
function difference(before: Fields, after: Fields): Pair {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const changed: [name: string, was: unknown, is: unknown][] = [];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(name), is.get(name)];
    if (isDeepStrictEqual(old, now)) continue;
    changed.push(
      isObject(old) && isObject(now) ? [name, ...difference(old, now)] : [name, old ?? null, now ?? null],
    );
  }
  return [1, 2].map((side) =>
    Object.fromEntries(changed.map((each) => [each[0], each[side]])),
  ) as unknown as Pair;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The value with everything under the name of a secret replaced. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      SECRET.test(key) && member !== null ? '***' : masked(member),
    ]),
  );
}

/** The value, cut to the available room: long texts end early, and omitted items are counted. */
function cut(value: unknown, room = { left: MAX_SIDE }): unknown {
  if (typeof value === 'string' && value.length > MAX_TEXT) value = value.slice(0, MAX_TEXT) + CUT;
  if (Array.isArray(value)) {
    const kept: unknown[] = [];
    for (const item of value) {
      if (room.left <= 0) return [...kept, `${CUT} ${value.length - kept.length} more`];
      kept.push(cut(item, room));
    }
    return kept;
  }
  if (!isObject(value)) {
    room.left -= JSON.stringify(value)?.length ?? 0;
    return value;
  }
  const members = Object.entries(value);
  const kept: [string, unknown][] = [];
  for (const [key, member] of members) {
    if (room.left <= 0) return Object.fromEntries([...kept, [CUT, `${members.length - kept.length} more`]]);
    const name = key.length > MAX_TEXT ? key.slice(0, MAX_TEXT) + CUT : key;
    room.left -= name.length + 4;
    kept.push([name, cut(member, room)]);
  }
  return Object.fromEntries(kept);
}
