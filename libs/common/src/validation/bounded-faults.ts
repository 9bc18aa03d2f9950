import type { FuncKeywordDefinition } from 'ajv/dist/2020.js';
import type { Schema } from './schemas.js';

/** Faults of a value that are collected, so that an answer stays readable and a body of faults costs no more than its bytes. */
export const MAX_FAULTS = 20;

type Validate = ReturnType<NonNullable<FuncKeywordDefinition['compile']>>;

/**
 * Ajv tells of every unknown field where it tells of more than one fault: of 400,000 in a body it would make as many
 * errors. This keyword stands in for `additionalProperties: false` and stops at MAX_FAULTS.
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
 * Makes what cuts each array of a value that has too many elements to one more than it may have: that is fault enough.
 * Made once a schema, because most have no such array.
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
