import { Problem } from '#libs/common';

/** `payload.<path>=value`: the member at the path equals the value, read as text or, where it is one, as a JSON scalar. */
export interface PayloadFilter {
  readonly path: readonly string[];
  /** JSON texts, any of which may stand there. */
  readonly values: readonly string[];
}

const MAX_FILTERS = 10;
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d{0,14})(?:\.\d{1,30})?)$/;

/** The payload filters of a query. @throws Problem where one is no path */
export function payloadFiltersOf(query: object): PayloadFilter[] {
  const given = Object.entries(query).filter(([name]) => name.startsWith('payload.'));
  if (given.length > MAX_FILTERS) throw refused(given[0][0], `at most ${MAX_FILTERS} payload filters`);
  return given.map(([name, value]: [string, string]) => {
    const path = name.slice('payload.'.length).split('.');
    if (path.some((key) => !key) || name.length > 512 || /\0/.test(name + value))
      throw refused(name, 'is no path');
    return { path, values: [JSON.stringify(value), ...(SCALAR.test(value) ? [value] : [])] };
  });
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
