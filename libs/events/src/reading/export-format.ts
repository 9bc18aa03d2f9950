import { Problem } from '#libs/common';
import { eventJson, type EventRow } from './event.json.js';
import { CSV_HEADER, csvLine } from './csv.js';

/** A format of exported events. */
export interface ExportFormat {
  readonly type: string;
  readonly contentType: string;
  readonly extension: string;
  readonly head: string;
  readonly line: (row: EventRow) => string;
}

/** Finds a text with an integer that import may reject, and each string and number of a JSON text. */
const LONG = /\d{16}/;
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?/g;
const INTEGER = /^-?\d{16,}$/;

/**
 * Import rejects integer literals that a double may not hold, but PostgreSQL writes `1e21` in full. With an exponent
 * the number keeps every digit, and takes the same size when it is stored again.
 */
const withExponents = (json: string) =>
  LONG.test(json)
    ? json.replaceAll(TOKENS, (token) =>
        INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `${token}e0` : token,
      )
    : json;

export const NDJSON: ExportFormat = {
  type: 'application/x-ndjson',
  contentType: 'application/x-ndjson',
  extension: 'ndjson',
  head: '',
  line: (row) => `${eventJson({ ...row, payload: withExponents(row.payload) }).text}\n`,
};

export const CSV: ExportFormat = {
  type: 'text/csv',
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: CSV_HEADER,
  line: csvLine,
};

/** In the order in which we prefer them if the client has no preference. */
const FORMATS = [NDJSON, CSV];

/**
 * Media type of errors. Java clients of openapi-generator accept it alone, because it is the most JSON-like type of the
 * operation.
 */
const ERRORS = 'application/problem+json';

/**
 * The format that an Accept header (RFC 9110) prefers; NDJSON if the header names no format of events.
 * @throws Problem `not_acceptable`
 */
export function formatFor(accept: string | undefined): ExportFormat {
  const named = (accept?.trim() || '*/*').split(',').map(rangeOf);
  const ranges = named.every(({ type }) => type === ERRORS) ? [rangeOf('*/*')] : named;
  const wanted = FORMATS.map((format) => ({ format, quality: qualityOf(format, ranges) }));
  const best = wanted.reduce((one, other) => (other.quality > one.quality ? other : one));
  if (best.quality > 0) return best.format;
  throw new Problem(
    'not_acceptable',
    `Send an Accept header with ${FORMATS.map(({ type }) => type).join(' or ')}.`,
  );
}

export const exportHeaders = ({ contentType, extension }: ExportFormat): Record<string, string> => ({
  'content-type': contentType,
  'content-disposition': `attachment; filename="events.${extension}"`,
  'cache-control': 'no-store',
  vary: 'accept',
});

interface Range {
  readonly type: string;
  readonly quality: number;
}

function rangeOf(text: string): Range {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** Quality of the most specific range that matches. */
function qualityOf({ type }: ExportFormat, ranges: readonly Range[]): number {
  for (const validatedEvent of [type, `${type.split('/', 1)[0]}/*`, '*/*']) {
    const range = ranges.find((each) => each.type === validatedEvent);
    if (range) return range.quality;
  }
  return 0;
}
