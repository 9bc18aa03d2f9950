import type { Type } from '@nestjs/common';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import { nestedTypeOf } from './nested.js';

export type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
};

const REFS = '#/$defs/';
type Converter = NonNullable<
  NonNullable<Parameters<typeof validationMetadatasToSchemas>[0]>['additionalConverters']
>[string];
const CONVERTERS: Record<string, Converter> = {
  // A bound implies no type; the library's own converters would turn an integer into a number.
  min: ({ constraints }) => ({ minimum: constraints[0] as number }),
  max: ({ constraints }) => ({ maximum: constraints[0] as number }),
  nestedValidation: ({ target, propertyName }) => ({
    $ref: REFS + nestedTypeOf(target as object, propertyName)!().name,
  }),
};

let schemas: Record<string, Schema> = {};

/**
 * JSON Schemas of all DTO classes, made from their class-validator decorators. Validation and documentation both use
 * them.
 */
export function allSchemas(): Record<string, Schema> {
  const made = validationMetadatasToSchemas({
    refPointerPrefix: REFS,
    additionalConverters: CONVERTERS,
  }) as Record<string, Schema>;
  // Unknown fields are rejected by default.
  for (const schema of Object.values(made)) schema.additionalProperties ??= false;
  return made;
}

/** Schema of one DTO class, with those it refers to. */
export function schemaOf(dto: Type): { $ref: string; $defs: Record<string, Schema> } {
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  if (!(dto.name in schemas)) schemas = allSchemas();
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  schemas[dto.name] ??= { type: 'object', properties: {}, additionalProperties: false };
  return { $ref: REFS + dto.name, $defs: schemas };
}
