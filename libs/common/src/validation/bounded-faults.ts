import type { FuncKeywordDefinition } from 'ajv/dist/2020.js';
import type { Schema } from './schemas.js';

/** Limit of faults per value, so that answers stay readable and a body full of faults costs no more than its bytes. */
export const MAX_FAULTS = 20;

type Validate = ReturnType<NonNullable<FuncKeywordDefinition['compile']>>;

/**
 * Replaces `additionalProperties: false` and stops at MAX_FAULTS. Ajv, if it reports several faults, would create an
 * error for each unknown field: 400,000 in one body.
 */
export const closed: FuncKeywordDefinition = {
  keyword: 'closed',
  type: 'object',
  errors: true,
  compile(_schema: boolean, { properties = {}, patternProperties = {} }: Schema) {
    const known = new Set(Object.keys(properties));
    const patterns = Object.keys(patternProperties as object).map((pattern) => new RegExp(pattern, 'u'));
    const belongs = (name: string) => known.has(name) || patterns.some((pattern) => pattern.test(name));
    const validate: Validate = (data: object): boolean => {
      let unknown: string[] | undefined;
      for (const name in data) if (!belongs(name) && (unknown ??= []).push(name) === MAX_FAULTS) break;
      if (!unknown) return true;
      validate.errors = unknown.map((additionalProperty) => ({
        keyword: 'additionalProperties',
        params: { additionalProperty },
      }));
      return false;
    };
    return validate;
  },
};

/** The schema with that keyword. */
export function withClosedObjects<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withClosedObjects) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]) =>
    name === 'additionalProperties' && value === false ? ['closed', true] : [name, withClosedObjects(value)],
  );
  return Object.fromEntries(entries) as T;
}

/**
 * Makes a function that shortens each array that is too long to one element more than allowed, which suffices for a
 * fault. Made once per schema, because most have no such array.
 */
export function arrayCutter({ properties = {} }: Schema): (value: unknown) => unknown {
  const bounded = Object.entries(properties as Record<string, { maxItems?: number }>).flatMap(
    ([name, { maxItems }]) => (maxItems === undefined ? [] : [{ name, maxItems }]),
  );
  if (!bounded.length) return (value) => value;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    let cut = value as Record<string, unknown>;
    for (const { name, maxItems } of bounded) {
      const array = Object.hasOwn(value, name) ? cut[name] : undefined;
      if (Array.isArray(array) && array.length > maxItems)
        cut = { ...cut, [name]: array.slice(0, maxItems + 1) };
    }
    return cut;
  };
}
