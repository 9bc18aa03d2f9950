/** Keywords of a schema that stay outside when it becomes one of alternatives. */
const OUTSIDE = ['description', 'example', 'default'];

type Node = Record<string, unknown>;

/**
 * The same document in words that the generators of all languages read: no lists of types (null is an alternative of its
 * own), and integers of 64 bits, since the service answers no fractions.
 */
export function portable<T>(value: T): T {
  if (Array.isArray(value)) return value.map(portable) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) =>
    key === 'example' || key === 'examples' || key === 'enum' ? [key, member] : [key, portable(member)],
  );
  return plainTypes(Object.fromEntries(entries)) as T;
}

function plainTypes(node: Node): Node {
  const { type, anyOf, ...rest } = node;
  // openapi-generator for Python ends at an anyOf with null; oneOf it reads, and the two are equal here.
  if (Array.isArray(anyOf) && anyOf.some((each: Node) => each.type === 'null'))
    return { ...rest, oneOf: anyOf };
  if (type === 'number' || type === 'integer') return { ...rest, type: 'integer', format: 'int64' };
  if (!Array.isArray(type)) return node;
  const [first, ...others] = type.filter((each) => each !== 'null');
  // Several types are told by the description: no language has a name for their union.
  if (others.length) return rest;
  const [outside, inside] = [{ ...rest }, { ...rest }];
  for (const key of Object.keys(rest)) delete (OUTSIDE.includes(key) ? inside : outside)[key];
  return { ...outside, oneOf: [plainTypes({ type: first, ...inside }), { type: 'null' }] };
}
