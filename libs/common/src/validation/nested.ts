import { ValidateNested } from 'class-validator';

type Class = new () => object;

/** Classes of nested properties, by the class that declares them. */
const types = new Map<object, Map<string, () => Class>>();

/** A property that is an object of another DTO class. Schema and validation descend into it. */
export const Nested =
  (type: () => Class) =>
  (target: object, name: string): void => {
    ValidateNested()(target, name);
    const properties = types.get(target.constructor) ?? new Map<string, () => Class>();
    types.set(target.constructor, properties.set(name, type));
  };

/** The declared class of a property, in a DTO class or one that it extends. */
export function nestedTypeOf(dto: object | null, name: string): (() => Class) | undefined {
  for (let each = dto; each; each = Object.getPrototypeOf(each) as object | null) {
    const type = types.get(each)?.get(name);
    if (type) return type;
  }
  return undefined;
}
