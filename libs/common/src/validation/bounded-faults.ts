import type { FuncKeywordDefinition } from 'ajv/dist/2020.js';
import type { Schema } from './schemas.js';

/** Faults of a value that are collected, so that an answer stays readable and a body of faults costs no more than its bytes. */
export const MAX_FAULTS = 20;

/**
 * Ajv tells of every unknown field where it tells of more than one fault: of 400,000 in a body it would make as many
 * errors. This keyword stands in for `additionalProperties: false` and stops at MAX_FAULTS.
 */
export const closed: FuncKeywordDefinition = {
  keyword: 'closed',
  type: 'object',
  errors: true,
  validate: function validate(
    this: unknown,
    _schema: boolean,
    data: object,
    parentSchema: Schema = {},
  ): boolean {
    const { properties = {}, patternProperties = {} } = parentSchema;
    const patterns = Object.keys(patternProperties as object).map((pattern) => new RegExp(pattern, 'u'));
    const unknown: string[] = [];
    for (const name in data) {
      if (Object.hasOwn(properties, name) || patterns.some((pattern) => pattern.test(name))) continue;
      if (unknown.push(name) === MAX_FAULTS) break;
    }
    (validate as { errors?: object[] }).errors = unknown.map((additionalProperty) => ({
      keyword: 'additionalProperties',
      params: { additionalProperty },
    }));
    return !unknown.length;
  } as FuncKeywordDefinition['validate'],
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

/** The value with each array that has too many elements cut to one more than it may have: that is fault enough. */
export function cutArrays(value: unknown, { properties = {} }: Schema): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  let cut = value as Record<string, unknown>;
  for (const [name, { maxItems }] of Object.entries(properties) as [string, { maxItems?: number }][]) {
    const array = maxItems === undefined || !Object.hasOwn(value, name) ? undefined : cut[name];
    if (Array.isArray(array) && array.length > maxItems!)
      cut = { ...cut, [name]: array.slice(0, maxItems! + 1) };
  }
  return cut;
}
