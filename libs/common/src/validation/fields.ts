import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import type { ProblemCode } from '../problem/index.js';

/**
 * Decorators for kinds of fields that occur in several DTOs. Each defines what is valid, the problem code of a failure
 * (`x-code`), and the documentation.
 */

/** Our own keywords, in addition to JSON Schema's: the answer to a failure, and what the parser's RawJson must hold. */
interface OwnKeywords {
  'x-code'?: ProblemCode;
  'x-detail'?: string;
  rawObject?: boolean;
  trimmed?: boolean;
  type?: 'object';
  format?: string;
  minimum?: number;
  nullable?: boolean;
  'x-shown-pattern'?: string;
}

const OWN = Symbol('own-keywords');
/** A nullable nested class is applied only to objects, because alternatives would each report their own faults. */
const IS_OBJECT = { type: 'object' };

/** Adds keywords to a field's schema. Several add up; JSONSchema alone would keep only the last. */
function Keywords(keywords: OwnKeywords): PropertyDecorator {
  return (target, key) => {
    const own: OwnKeywords = { ...Reflect.getMetadata(OWN, target, key), ...keywords };
    Reflect.defineMetadata(OWN, own, target, key);
    const { nullable, ...rest } = own;
    JSONSchema((schema) => {
      const whole = { ...schema, ...rest } as { $ref?: string; type?: string; enum?: unknown[] };
      if (!nullable) return whole as typeof schema;
      if (whole.$ref) return { type: ['object', 'null'], if: IS_OBJECT, then: { $ref: whole.$ref } } as never;
      const type = [whole.type, 'null'];
      return { ...whole, type, ...(whole.enum ? { enum: [...whole.enum, null] } : {}) } as typeof schema;
    })(target, key as string);
  };
}

/** Answers every failure of the field with `code` instead of the general one. */
export const FailsAs = (code: ProblemCode, detail: string) =>
  Keywords({ 'x-code': code, 'x-detail': detail });

/**
 * The pattern in the document, in place of the validator's own. ECMA-262 without flags, RE2, Python and Java can all
 * read it (no look-around, no \p), and it accepts everything that the validator accepts.
 */
export const ShownPattern = (pattern: string) => Keywords({ 'x-shown-pattern': pattern });

/** The field may be absent, and null clears it (RFC 7396). */
export const Nullable = () =>
  applyDecorators(
    IsOptional(),
    Keywords({ nullable: true }),
    ApiProperty({ required: false, nullable: true }),
  );

const DEVICE_UID = /^(?!\.{1,2}$)[\x21-\x7E]{1,128}$/;
const EVENT_UID = /^(?!(?:\.{1,2}|stats|export|stream|batch|import)$)[\x21-\x7E]{1,128}$/;
export const TENANT_KEY = /^[a-z][a-z0-9-]{1,62}$/;
/** No control, unassigned, surrogate or white-space characters. */
const VISIBLE = /^[^\p{C}\p{Z}]{1,128}$/u;
const PRINTABLE = /^\P{C}*$/u;
const NAME = /^(?=\p{Z}*[^\p{C}\p{Z}])\P{C}*$/u;

/** The same patterns for ShownPattern. */
const SHOWN_DEVICE_UID = String.raw`^([!-\-/-~][!-~]{0,127}|\.([!-\-/-~][!-~]{0,126}|\.[!-~]{1,126}))$`;
export const SHOWN_VISIBLE = String.raw`^[^\x00-\x20\x7F-\xA0]+$`;
const SHOWN_PRINTABLE = String.raw`^[^\x00-\x1F\x7F-\x9F]*$`;
const SHOWN_NAME = String.raw`^[^\x00-\x1F\x7F-\x9F]*[^\x00-\x20\x7F-\xA0][^\x00-\x1F\x7F-\x9F]*$`;
const UID_LENGTH = { minLength: 1, maxLength: 128 };

export const DeviceUid = () =>
  applyDecorators(
    Matches(DEVICE_UID),
    ShownPattern(SHOWN_DEVICE_UID),
    FailsAs('invalid_device_uid', 'must be 1 to 128 visible ASCII characters, and not "." or ".."'),
    ApiProperty({ example: 'sensor-1', pattern: SHOWN_DEVICE_UID, ...UID_LENGTH }),
  );

export const EventUid = () =>
  applyDecorators(
    Matches(EVENT_UID),
    ShownPattern(SHOWN_DEVICE_UID),
    FailsAs(
      'invalid_event_uid',
      'must be 1 to 128 visible ASCII characters, not ".", ".." or a word of the routes',
    ),
    ApiProperty({
      example: '0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10',
      pattern: SHOWN_DEVICE_UID,
      ...UID_LENGTH,
    }),
  );

export const TenantKey = () =>
  applyDecorators(
    Matches(TENANT_KEY),
    FailsAs(
      'invalid_value',
      'a tenant key is 2 to 63 lower-case letters, digits and hyphens, beginning with a letter',
    ),
    ApiProperty({ example: 'acme', pattern: TENANT_KEY.source }),
  );

const VISIBLE_TEXT = { type: 'string', pattern: SHOWN_VISIBLE, minLength: 1, maxLength: 128 } as const;

/** A short machine name, such as the type of an event or a device. */
export const VisibleText = (example: string, options?: { each: boolean }) =>
  applyDecorators(
    Matches(VISIBLE, options),
    ...(options?.each ? [] : [ShownPattern(SHOWN_VISIBLE)]),
    FailsAs('invalid_value', 'must be 1 to 128 visible characters'),
    ApiProperty({
      ...(options?.each
        ? { type: 'array', items: { ...VISIBLE_TEXT }, example: [example] }
        : { ...VISIBLE_TEXT, example }),
    }),
  );

/** A one-line text for people. */
export const LineOfText = (maxLength: number, example: string) =>
  applyDecorators(
    IsString(),
    MaxLength(maxLength),
    Matches(PRINTABLE),
    ShownPattern(SHOWN_PRINTABLE),
    FailsAs('invalid_value', `must be at most ${maxLength} characters without control characters`),
    ApiProperty({ example, maxLength }),
  );

/** A name for people: one line, trimmed, and not empty. */
export const Name = (maxLength: number, example: string) =>
  applyDecorators(
    IsString(),
    MaxLength(maxLength),
    Matches(NAME),
    ShownPattern(SHOWN_NAME),
    Keywords({ trimmed: true }),
    FailsAs(
      'invalid_value',
      `must be 1 to ${maxLength} characters, not only white space, without control characters`,
    ),
    ApiProperty({ example, maxLength }),
  );

export const Timestamp = () =>
  applyDecorators(
    IsString(),
    Keywords({ format: 'rfc3339' }),
    FailsAs('invalid_timestamp', 'must be an RFC 3339 time with a zone, such as 2026-01-31T12:00:00Z'),
    ApiProperty({ format: 'date-time' }),
  );

/** A JSON object of the client's own; `RawJson` if the parser kept its text. */
export const JsonObject = (example: Record<string, unknown>) =>
  applyDecorators(
    IsObject(),
    Keywords({ type: 'object', rawObject: true }),
    ApiProperty({ type: 'object', additionalProperties: true, example }),
  );

/** Lets a class accept fields whose names match `pattern`, in addition to its declared fields. */
export const PatternFields = (pattern: string, schema: object): ClassDecorator =>
  JSONSchema({ patternProperties: { [pattern]: schema } } as Parameters<
    typeof JSONSchema
  >[0]) as ClassDecorator;
