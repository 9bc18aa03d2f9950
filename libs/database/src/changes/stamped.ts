import type { EntityMetadata } from 'typeorm';

type Operation = 'insert' | 'update' | 'delete';
type Row = Readonly<Record<string, string>>;

/** What a change of an entity's rows means for caches. */
export interface Stamp {
  /** Columns that `names` reads, by their names in the database. */
  readonly columns: readonly string[];
  /** Names of what changed, as look-ups name what they derive from. */
  names(row: Row): string[];
  /** Properties that no look-up reads. An update of only these is not stamped. */
  readonly ignores?: readonly string[];
  /** Operations that are stamped; by default all three. */
  readonly on?: readonly Operation[];
}

const stamps = new Map<unknown, Stamp>();

/** Marks an entity that look-ups derive from. Each transaction that changes it tells all processes. */
export const Stamped =
  (stamp: Stamp): ClassDecorator =>
  (target) =>
    void stamps.set(target, stamp);

/** The stamp of a change; undefined if no cache is affected. @param set properties that an update sets */
export function stampOf(
  metadata: EntityMetadata | undefined,
  operation: Operation,
  set: readonly string[] = [],
): Stamp | undefined {
  const stamp = stamps.get(metadata?.target);
  if (!stamp || (stamp.on && !stamp.on.includes(operation))) return undefined;
  if (operation === 'update' && set.every((property) => stamp.ignores?.includes(property))) return undefined;
  return stamp;
}
