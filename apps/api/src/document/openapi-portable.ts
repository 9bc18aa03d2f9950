type Node = Record<string, unknown>;

/**
 * Rewrites the document so that the generators of all languages can read it. Lists of types are limited to one type and
 * null, which all of them read as nullable (openapi-generator's Python fails on alternatives with null). Integers have
 * 64 bits, because the service returns no fractions.
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
  // Several types stay in the description only, because no language has a name for their union.
  return others.length
    ? rest
    : { ...plainTypes({ ...rest, type: first }), type: [plainTypes({ type: first }).type, 'null'] };
}
