import { isDeepStrictEqual } from 'node:util';

/** Names of members whose values are nobody's to read later. */
const SECRET = /password|secret|token|credential|api_?key|private|authorization/i;

type Fields = Readonly<Record<string, unknown>>;

/** What changed, field by field, secrets masked; undefined where nothing did. */
export function changesOf(before: Fields, after: Fields): { before: object; after: object } | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (!changed.length) return undefined;
  const pick = (fields: Fields) =>
    masked(Object.fromEntries(changed.map((name) => [name, fields[name] ?? null]))) as object;
  return { before: pick(before), after: pick(after) };
}

/** The value with everything under a secret's name replaced. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      SECRET.test(key) && member !== null ? '***' : masked(member),
    ]),
  );
}
