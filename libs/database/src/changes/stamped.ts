import type { EntityMetadata } from 'typeorm';

type Operation = 'insert' | 'update' | 'delete';
type Row = Readonly<Record<string, string>>;

/** What a change of an entity's rows means to those who remember something of them. */
export interface Stamp {
  /** Columns, by their names in the database, that `names` reads. */
  readonly columns: readonly string[];
  /** Names of what changed, as look-ups name what they derive from. */
  names(row: Row): string[];
  /** Properties that no look-up reads: an update of nothing else changes nothing for anybody. */
  readonly ignores?: readonly string[];
  /** All three by default. */
  readonly on?: readonly Operation[];
}

const stamps = new Map<unknown, Stamp>();

/** Marks an entity that look-ups derive from: each change of it is told to all processes, with its transaction. */
export const Stamped =
  (stamp: Stamp): ClassDecorator =>
  (target) =>
    void stamps.set(target, stamp);

/** The stamp of such a change; undefined where nobody need hear of it. @param set properties that an update sets */
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
