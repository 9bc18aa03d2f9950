const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const MINUTE = 60_000;
const FOUR_CENTURIES = 146_097 * 86_400_000;

/** The last parsed text: an event's time is parsed twice, by its validator and for its value. */
let last: { readonly text: string; readonly time: number | undefined } = { text: '', time: undefined };

/**
 * Milliseconds since the epoch of an RFC 3339 time with a zone, truncated to milliseconds; undefined if the text is not
 * one. Stricter than `Date.parse`: calendar days must exist; leap seconds and years outside 0001–9999 (in UTC) are
 * rejected.
 */
export function parseTimestamp(text: string): number | undefined {
  if (text !== last.text) last = { text, time: parse(text) };
  return last.time;
}

function parse(text: string): number | undefined {
  if (!RFC3339.test(text)) return undefined;
  // The format is checked, so digits are read at fixed positions. Groups of a match would cost several times as much.
  const year = digits(text, 0) * 100 + digits(text, 2);
  const [month, day] = [digits(text, 5), digits(text, 8)];
  const [hour, minute, second] = [digits(text, 11), digits(text, 14), digits(text, 17)];
  if (hour > 23 || minute > 59 || second > 59 || !isDay(year, month, day)) return undefined;
  const utc = text.endsWith('Z') || text.endsWith('z');
  const zone = text.length - (utc ? 1 : 6);
  const [offsetHours, offsetMinutes] = utc ? [0, 0] : [digits(text, zone + 1), digits(text, zone + 4)];
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const fraction = zone > 19 ? Number(text.slice(20, Math.min(zone, 23)).padEnd(3, '0')) : 0;
  // Date.UTC reads years below 100 as 19xx. The calendar repeats every 400 years.
  const local = Date.UTC(year + 400, month - 1, day, hour, minute, second, fraction) - FOUR_CENTURIES;
  const offset = (offsetHours * 60 + offsetMinutes) * MINUTE * (text[zone] === '-' ? -1 : 1);
  const time = local - offset;
  return time >= FIRST && time <= LAST_TIME ? time : undefined;
}

/** The number of two decimal digits. */
const digits = (text: string, at: number) => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

const FIRST = Date.parse('0001-01-01T00:00:00Z');
/** The last time that RFC 3339 can express. Milliseconds since the epoch. */
export const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
