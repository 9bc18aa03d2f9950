type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Applies a merge patch (RFC 7396): members of `patch` replace those of `target`, null removes, objects merge deeply.
 * It alters neither. Keys such as `__proto__` stay plain data.
 */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** Merges into a member that is always an object: absent leaves it, null empties it, an object is merged. */
export const mergeObject = <T extends object>(target: T, patch: object | null | undefined): T =>
  (patch === undefined ? target : (mergePatch(target, patch) ?? {})) as T;
