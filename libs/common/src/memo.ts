/**
 * Caches the results of a pure function. Bounded: it is cleared when full.
 * @param keyOf the arguments as a text
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

/** One object for all equal values of plain data, which are never changed. Bounded as above. */
export const shared = <T>(): ((value: T) => T) => memoized((value: T) => JSON.stringify(value), (value) => value); // prettier-ignore

/**
 * The same text in one piece. A text that was put together keeps its parts, which takes about twice the memory.
 */
export function flat(text: string): string {
  // V8 joins the parts in order to read a number.
  Number(text);
  return text;
}

/**
 * Caches the last result of a pure function for each object, as long as the object lives. For objects that are shared
 * and never changed.
 */
export function rememberedOf<A extends object, B, R>(work: (of: A, by: B) => R): (of: A, by: B) => R {
  const last = new WeakMap<A, { readonly by: B; readonly result: R }>();
  return (of, by) => {
    let known = last.get(of);
    if (known === undefined || known.by !== by) last.set(of, (known = { by, result: work(of, by) }));
    return known.result;
  };
}
