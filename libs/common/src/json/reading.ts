/** Role of an object: members of an item may be kept raw, and one member of the envelope holds the items. */
export type Role = 'item' | 'envelope';
/** State of reading an object. */
export enum Step {
  /** Before a key. */
  Key,
  /** In a value that is kept as text. */
  Raw,
  /** In a value that is not kept. */
  Skipped,
  /** After a value. */
  Value,
  /** Before the array of items. */
  Items,
  Done,
}

/** An object that is being read. Plain data, because a batch creates a thousand of them. */
export interface Reading {
  readonly role: Role;
  readonly result: Record<string, unknown>;
  step: Step;
  /** Number of members so far, and of unknown ones among them. */
  nth: number;
  others: number;
  key: string;
  keyAt: number;
  repeated: boolean;
  /** Start of the value. */
  from: number;
}

/** Plain assignment to `__proto__` would set the prototype. */
export function define(result: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
  // eslint-disable-next-line tributary/text-as-key -- `__proto__` is defined above, and any other key is assigned as an own one
  else result[key] = value;
}
