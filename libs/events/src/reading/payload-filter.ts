import { isStorableNumber, Problem } from '#libs/common';

/**
 * `payload.<path>=value`: the member at the path equals the value, as text or, if the value is a JSON scalar, as that
 * scalar.
 */
export interface PayloadFilter {
  readonly path: readonly string[];
  /** JSON texts; the member may equal any of them. */
  readonly values: readonly string[];
}

const MAX_FILTERS = 10;
/** Limit of keys in a path; an event's JSON is not nested deeper. */
const MAX_KEYS = 64;
const WORD = /^(?:true|false|null)$/;
/** One key with the dot before it: bare, or in quotation marks with the escapes of a JSON string. */
const KEY = /\.(?:"((?:[^"\\]|\\.)*)"(?=\.|$)|(?!")([^.]+))/suy;
/** Control characters, which JSON strings must escape. */
const CONTROL = /[\u0001-\u001F]/g;
/** Characters that no payload holds. In a query they would change before they reach the database. */
const IMPOSSIBLE = /[\0\p{Cs}]/u;

/** The payload filters of a query. @throws Problem if a path is malformed */
export function payloadFiltersOf(query: object): PayloadFilter[] {
  const given = Object.entries(query).filter(([name]) => name.startsWith('payload.'));
  if (given.length > MAX_FILTERS) throw refused(given[0][0], `at most ${MAX_FILTERS} payload filters`);
  return given.map(([name, value]: [string, string]) => {
    if (value.includes('\0')) throw refused(name, 'a payload cannot hold U+0000');
    return { path: pathOf(name), values: [JSON.stringify(value), ...(isScalar(value) ? [value] : [])] };
  });
}

/** Numbers are compared by value, so any JSON spelling matches. */
const isScalar = (value: string) => WORD.test(value) || isStorableNumber(value);

/** @throws Problem `invalid_value` */
function pathOf(name: string): string[] {
  const path: string[] = [];
  KEY.lastIndex = 'payload'.length;
  while (KEY.lastIndex < name.length) {
    const found = KEY.exec(name);
    if (!found) throw refused(name, SYNTAX);
    path.push(found[1] === undefined ? found[2] : unquoted(name, found[1]));
    if (path.length > MAX_KEYS) throw refused(name, `is nested deeper than ${MAX_KEYS} levels`);
  }
  if (path.some((key) => IMPOSSIBLE.test(key))) throw refused(name, SYNTAX);
  return path;
}

const SYNTAX = 'is not a path: join keys by dots; quote a key that is empty, holds a dot or begins with "';

/** Decodes the text between quotation marks. Control characters need no escape here. */
function unquoted(name: string, text: string): string {
  try {
    const escaped = text.replace(CONTROL, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return JSON.parse(`"${escaped}"`) as string;
  } catch {
    throw refused(name, SYNTAX);
  }
}

const refused = (parameter: string, why: string) =>
  Problem.ofInput([
    {
      pointer: '',
      parameter: parameter.slice(0, 128),
      code: 'invalid_value',
      detail: `${parameter.slice(0, 128)}: ${why}`,
    },
  ]);
