/** A value that may be available already. A promise costs more than most look-ups that the cache answers. */
export type Awaitable<T> = T | Promise<T>;

/** Continues with a value: at once if it is available, so that errors of `next` are thrown; otherwise by a promise. */
export const andThen = <T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(next) : next(value);
