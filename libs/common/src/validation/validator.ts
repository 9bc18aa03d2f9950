import type { Type } from '@nestjs/common';
import { Ajv2020 as Ajv, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { pointerToken, RawJson } from '../json/index.js';
import type { InputFault, ProblemCode } from '../problem/index.js';
import { parseTimestamp } from '../time/timestamp.js';
import { arrayCutter, closed, MAX_FAULTS, withClosedObjects } from './bounded-faults.js';
import { schemaOf } from './schemas.js';

/**
 * Without the meta-schema, which takes longer to compile than all of ours. validator.spec.ts checks our schemas against
 * it.
 */
const OPTIONS = {
  allErrors: true,
  verbose: true,
  strict: false,
  validateFormats: true,
  meta: false,
  validateSchema: false,
} as const;

/** Place of the value that ajv validates. */
interface Place {
  readonly parentData: Record<string | number, unknown>;
  readonly parentDataProperty: string | number;
}

function makeAjv(coerce: false | 'array'): Ajv {
  const ajv = new Ajv({ ...OPTIONS, coerceTypes: coerce });
  ajv.addFormat('rfc3339', (text: string) => parseTimestamp(text) !== undefined);
  ajv.addFormat('uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i);
  ajv.addFormat('email', /^[^\s@]{1,64}@[^\s@]{1,189}$/);
  ajv.addKeyword({
    keyword: 'rawObject',
    validate: (_: boolean, value: unknown): boolean => !(value instanceof RawJson) || value.kind === 'object',
  });
  ajv.addKeyword(closed);
  ajv.addKeyword({
    keyword: 'trimmed',
    modifying: true,
    validate: (_: boolean, value: unknown, _schema?: unknown, at?: Place): boolean => {
      if (typeof value === 'string' && at) at.parentData[at.parentDataProperty] = value.trim();
      return true;
    },
  });
  return ajv;
}

const ajvs = { body: makeAjv(false), query: makeAjv('array') };
/** The compiled validation of a class. */
interface Judge {
  readonly validate: ValidateFunction;
  readonly cut: (value: unknown) => unknown;
}

const judges = { body: new Map<Type, Judge>(), query: new Map<Type, Judge>() };

/** Source of a value. Texts of a query are coerced to the declared scalar types; values of a body never are. */
export type Source = keyof typeof ajvs;

/**
 * Validates `value` against the decorators of `dto`, compiled once per class.
 * @param at JSON Pointer of the value in the request body, which prefixes the pointer of each fault
 */
export function faultsOf(dto: Type, value: unknown, source: Source = 'body', at = ''): readonly InputFault[] {
  let judge = judges[source].get(dto);
  if (!judge) judges[source].set(dto, (judge = judgeOf(dto, source)));
  const odd = source === 'query' ? oddIntegers(dto, value as object) : [];
  if (odd.length) return odd;
  const { validate, cut } = judge;
  if (validate(cut(value))) return NO_FAULTS;
  // Unknown fields come first, because they often are the misspelt name of a missing one.
  const errors = validate
    .errors!.filter(({ keyword }) => keyword !== 'if')
    .toSorted((a, b) => Number(isUnknownField(b)) - Number(isUnknownField(a)));
  return errors.slice(0, MAX_FAULTS).map((error) => toFault(error, source, at));
}

const NO_FAULTS: readonly InputFault[] = [];

function judgeOf(dto: Type, source: Source): Judge {
  const schema = schemaOf(dto);
  const validate = ajvs[source].compile(withClosedObjects(withItemsTold(schema)));
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  return { validate, cut: source === 'body' ? arrayCutter(schema.$defs[dto.name]) : (value) => value };
}

/** Faults of integers in a query that are not plain digits. Coercion alone would accept `1e2`, `0x10` and ` 5`. */
function oddIntegers(dto: Type, query: object): InputFault[] {
  const { properties } = schemaOf(dto).$defs[dto.name];
  return Object.entries(query)
    .filter(([name]) => properties && Object.hasOwn(properties, name) && properties[name].type === 'integer')
    .filter(([, value]) => !/^-?\d+$/.test(String(value)))
    .map(([parameter]) => ({
      pointer: '',
      parameter,
      code: 'invalid_type',
      detail: `${parameter}: must be an integer`,
    }));
}

const BY_KEYWORD: ReadonlyMap<string, ProblemCode> = new Map([
  ['additionalProperties', 'unknown_field'],
  ['required', 'missing_field'],
  ['type', 'invalid_type'],
  ['rawObject', 'invalid_type'],
]);

function toFault(error: ErrorObject, source: Source, at: string): InputFault {
  const field = error.params.additionalProperty ?? error.params.missingProperty;
  const path = field === undefined ? error.instancePath : `${error.instancePath}/${pointerToken(field)}`;
  const own =
    field === undefined ? (error.parentSchema as { 'x-code'?: ProblemCode; 'x-detail'?: string }) : {};
  const code = own['x-code'] ?? BY_KEYWORD.get(error.keyword) ?? 'invalid_value';
  const detail = `${path.slice(1) || 'the body'}: ${own['x-detail'] ?? describe(error)}`;
  if (source === 'body') return { pointer: at + path, code, detail };
  return { pointer: '', parameter: path.split('/')[1], code, detail };
}

/** Gives items of lists the detail of their field, because a pattern tells people nothing. */
function withItemsTold<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withItemsTold) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const { items, 'x-code': code, 'x-detail': detail } = schema as Record<string, unknown>;
  const told = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, withItemsTold(value)]),
  );
  return (detail && items ? { ...told, items: { 'x-code': code, 'x-detail': detail, ...items } } : told) as T;
}

function describe(error: ErrorObject): string {
  if (error.keyword === 'pattern') return 'has characters, or a form, that are not allowed';
  if (error.keyword === 'additionalProperties') return 'is not a known field';
  if (error.keyword === 'required') return 'is required';
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  if (error.keyword === 'rawObject') return 'must be an object';
  return error.message ?? 'is not valid';
}

const isUnknownField = ({ keyword }: ErrorObject) => keyword === 'additionalProperties';
