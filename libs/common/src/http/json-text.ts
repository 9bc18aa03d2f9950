/** JSON that is written already and goes into an answer as it stands. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** JSON of an answer in which JsonText may stand, at any place that is reached through plain objects and arrays. */
export function writeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null || !holdsText(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`).join(',')}}`;
}

/** Whether it is worth going in: most answers hold none and are written by JSON.stringify alone. */
const holdsText = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.values(value).some(
    (member) => member instanceof JsonText || (Array.isArray(member) && member[0] instanceof JsonText),
  );
