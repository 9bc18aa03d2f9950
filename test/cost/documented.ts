import { operationsOf, type Operation, readDocument } from '../fuzz/operations.js';
import { CREDENTIALS, type Family } from './families.js';

/** How a member of a body, or a parameter, is enlarged. */
const GROWN: Record<string, (bytes: number) => string> = {
  'an array': (n) => `[${'[],'.repeat(n / 3)}1]`,
  members: (n) => `{${Array.from({ length: Math.ceil(n / 12) }, (_, i) => `"k${i.toString(36).padStart(5, '0')}":1`).join()}}`,
  'a text': (n) => `"${'x'.repeat(n)}"`,
  'escapes and signs': (n) => `"${'\\u0041.-@%'.repeat(n / 10)}"`,
  slashes: (n) => `"${'/'.repeat(n)}"`,
  separators: (n) => `"${', ;:+=&'.repeat(n / 7)}"`,
  digits: (n) => '9'.repeat(n),
}; // prettier-ignore
const IN_ADDRESS: Record<string, (bytes: number) => string> = {
  'letters, repeated signs': (n) => 'a.'.repeat(n / 2),
  digits: (n) => '9'.repeat(n),
  'encoded bytes': (n) => '%41'.repeat(n / 3),
  commas: (n) => 'a,'.repeat(n / 2),
};
const MARK = '@grown@';
/** Existing resources, for routes that change nothing. The others name missing ones. */
const PLACES: Record<string, string> = { device_uid: 'sensor-1', tenant_key: 'acme', event_uid: 'c-0' };

/** Each operation of the OpenAPI document with each body field and each parameter enlarged, for every credential. */
export function documentedFamilies(): { bodies: Family[]; addresses: Family[] } {
  const operations = operationsOf(readDocument());
  const each = (make: (operation: Operation) => Family[]) =>
    operations
      .flatMap(make)
      .flatMap((family) => CREDENTIALS.map((credential) => ({ ...family, credential })));
  return { bodies: each(bodiesOf), addresses: each(addressesOf) };
}

function bodiesOf(operation: Operation): Family[] {
  const { sample } = operation;
  const type = operation.mediaTypes.find((each) => each.endsWith('json'));
  if (!type || typeof sample !== 'object' || sample === null) return [];
  const fields = ['something unknown', ...Object.keys(sample)];
  return fields.flatMap((field) =>
    Object.entries(GROWN).map(([how, grown]) => ({
      ...common(operation, `${field} grown to ${how}`),
      type,
      make: (bytes: number) => {
        const text = JSON.stringify({ ...sample, [field]: MARK });
        return Buffer.from(text.replace(`"${MARK}"`, () => grown(bytes)));
      },
    })),
  );
}

function addressesOf(operation: Operation): Family[] {
  const grow = (name: string, addressOf: (bytes: number) => string): Family => ({
    ...common(operation, name),
    addressOf,
  });
  const path = pathOf(operation);
  const grown = Object.entries(IN_ADDRESS);
  return [
    ...operation.query.flatMap((name) =>
      grown.map(([how, of]) => grow(`${name} of ${how}`, (n) => `${path}?${name}=${of(n)}`)),
    ),
    ...operation.query.slice(0, 1).map((name) => grow(`${name}, repeated`, (n) => `${path}?${`${name}=1&`.repeat(n / (name.length + 3))}`)),
    grow('unknown parameters', (n) => `${path}?${Array.from({ length: n / 8 }, (_, i) => `u${i}=1`).join('&')}`),
    ...(/\{\w+\}/.test(operation.path) ? grown.map(([how, of]) => grow(`a path of ${how}`, (n) => operation.path.replaceAll(/\{\w+\}/g, () => of(n)))) : []),
  ]; // prettier-ignore
}

const common = (operation: Operation, what: string): Family => ({
  name: `${operation.method} ${operation.path}, ${what}`,
  method: operation.method,
  path: pathOf(operation),
  credential: 'none',
  like: 'batch, well-formed',
});

const pathOf = ({ method, path }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (method === 'GET' && PLACES[name]) || 'nobody');
