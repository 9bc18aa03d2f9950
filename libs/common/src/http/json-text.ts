/** JSON text that goes into an answer unchanged. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** JSON of an answer that may contain JsonText, inside plain objects and arrays. */
export function writeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null || !holdsText(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`).join(',')}}`;
}

/** Whether the value may contain JsonText. Most answers do not, and JSON.stringify alone writes them. */
const holdsText = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.values(value).some(
    (member) => member instanceof JsonText || (Array.isArray(member) && member[0] instanceof JsonText),
  );
