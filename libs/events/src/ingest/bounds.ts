/** Limit of events in one batch. */
export const MAX_BATCH = 1000;

/** Largest payload, measured in bytes of JSON as PostgreSQL returns it. */
export const MAX_EVENT_BYTES = 262_144;

/**
 * Most characters of the events of one transaction, or one event if it alone has more. PostgreSQL writes and flushes
 * what a transaction stored before it answers any later commit, so a large one delays all tenants.
 */
export const MAX_TRANSACTION_CHARACTERS = 262_144;

/** The part of an event whose length its client chooses. */
interface Sized {
  readonly payload: string;
  readonly extensions: string | null;
}

/** Characters of what the clients chose freely. Everything else has a few hundred an event. */
export const charactersOf = (validatedEvents: readonly Sized[]): number =>
  validatedEvents.reduce((sum, each) => sum + charactersOfOne(each), 0);

const charactersOfOne = ({ payload, extensions }: Sized) => payload.length + (extensions?.length ?? 0);

/** Events in order, in portions of at most MAX_TRANSACTION_CHARACTERS. Usually all are one portion. */
export function portionsOf<T extends Sized>(validatedEvents: readonly T[]): (readonly T[])[] {
  const starts = [0];
  let characters = 0;
  for (const [i, each] of validatedEvents.entries()) {
    const size = charactersOfOne(each);
    characters += size;
    if (i === starts.at(-1) || characters <= MAX_TRANSACTION_CHARACTERS) continue;
    starts.push(i);
    characters = size;
  }
  return starts.map((start, n) => validatedEvents.slice(start, starts[n + 1]));
}
