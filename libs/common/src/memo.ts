/**
 * Remembers the results of a pure function. Bounded: when it is full it begins anew.
 * @param keyOf what the result depends on, as a text
 */
export function memoized<A extends unknown[], R>(
  keyOf: (...args: A) => string,
  work: (...args: A) => R,
  capacity = 1000,
): (...args: A) => R {
  const known = new Map<string, R>();
  return (...args) => {
    const key = keyOf(...args);
    let result = known.get(key);
    if (result === undefined) {
      result = work(...args);
      if (known.size >= capacity) known.clear();
      known.set(key, result);
    }
    return result;
  };
}
