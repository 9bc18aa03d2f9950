import type { Type } from '@nestjs/common';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

export type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
};

let schemas: Record<string, Schema> = {};

/** A bound says nothing about the type; the library's own converters would make a number of an integer. */
const BOUNDS = {
  min: ({ constraints }: { constraints: number[] }) => ({ minimum: constraints[0] }),
  max: ({ constraints }: { constraints: number[] }) => ({ maximum: constraints[0] }),
};

/** JSON Schemas of all DTO classes, made from their class-validator decorators: the one source of validation and documentation. */
export function allSchemas(): Record<string, Schema> {
  const made = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: '#/$defs/',
    additionalConverters: BOUNDS,
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
  return { $ref: `#/$defs/${dto.name}`, $defs: schemas };
}
