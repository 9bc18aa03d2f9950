type Node = Record<string, unknown>;

/**
 * The same document in words that the generators of all languages read: no lists of types but of one and null, which
 * is how all of them know a nullable field (openapi-generator's Python ends at alternatives with null), and integers of
 * 64 bits, since the service answers no fractions.
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
  const { type, ...rest } = node;
  if (type === 'number' || type === 'integer') return { ...rest, type: 'integer', format: 'int64' };
  if (!Array.isArray(type)) return node;
  const [first, ...others] = type.filter((each) => each !== 'null');
  // Several types are told by the description: no language has a name for their union.
  return others.length
    ? rest
    : { ...plainTypes({ ...rest, type: first }), type: [plainTypes({ type: first }).type, 'null'] };
}
