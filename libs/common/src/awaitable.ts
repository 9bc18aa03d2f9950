/** What may be there already. A promise costs more than most look-ups that are answered from memory. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: at once if it is there, so that it throws what `next` throws; else by a promise. */
export const andThen = <T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(next) : next(value);
