import { ValidateNested } from 'class-validator';

type Class = new () => object;

/** The class of each nested property, by the class that declares it. */
const types = new Map<object, Map<string, () => Class>>();

/** A property that is an object of another DTO class; the schema and the validation descend into it. */
export const Nested =
  (type: () => Class) =>
  (target: object, name: string): void => {
    ValidateNested()(target, name);
    const properties = types.get(target.constructor) ?? new Map<string, () => Class>();
    types.set(target.constructor, properties.set(name, type));
  };

/** The class that a property of a DTO class, or of one that it extends, was declared with. */
export function nestedTypeOf(dto: object | null, name: string): (() => Class) | undefined {
  for (let each = dto; each; each = Object.getPrototypeOf(each) as object | null) {
    const type = types.get(each)?.get(name);
    if (type) return type;
  }
  return undefined;
}
