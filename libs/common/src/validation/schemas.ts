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
  // A bound says nothing about the type; the library's own converters would make a number of an integer.
  min: ({ constraints }) => ({ minimum: constraints[0] as number }),
  max: ({ constraints }) => ({ maximum: constraints[0] as number }),
  nestedValidation: ({ target, propertyName }) => ({
    $ref: REFS + nestedTypeOf(target as object, propertyName)!().name,
  }),
};

let schemas: Record<string, Schema> = {};

/** JSON Schemas of all DTO classes, made from their class-validator decorators: the one source of validation and documentation. */
export function allSchemas(): Record<string, Schema> {
  const made = validationMetadatasToSchemas({
    refPointerPrefix: REFS,
    additionalConverters: CONVERTERS,
  }) as Record<string, Schema>;
  // What a DTO does not name does not exist for it: strict by default.
  for (const schema of Object.values(made)) schema.additionalProperties ??= false;
  return made;
}

/** Schema of one DTO class, with those it refers to. */
export function schemaOf(dto: Type): { $ref: string; $defs: Record<string, Schema> } {
  // eslint-disable-next-line tributary/text-as-key -- the key is none of a client’s
  if (!(dto.name in schemas)) schemas = allSchemas();
  // eslint-disable-next-line tributary/text-as-key -- the key is none of a client’s
  schemas[dto.name] ??= { type: 'object', properties: {}, additionalProperties: false };
  return { $ref: REFS + dto.name, $defs: schemas };
}
