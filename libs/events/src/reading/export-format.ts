import { Problem } from '#libs/common';
import { eventJson, type EventRow } from '../event.json.js';
import { CSV_HEADER, csvLine } from './csv.js';

/** How exported events are written. */
export interface ExportFormat {
  readonly type: string;
  readonly contentType: string;
  readonly extension: string;
  readonly head: string;
  readonly line: (row: EventRow) => string;
}

export const NDJSON: ExportFormat = {
  type: 'application/x-ndjson',
  contentType: 'application/x-ndjson',
  extension: 'ndjson',
  head: '',
  line: (row) => `${eventJson(row).text}\n`,
};

export const CSV: ExportFormat = {
  type: 'text/csv',
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: CSV_HEADER,
  line: csvLine,
};

/** In the order in which we prefer them, where the client has no preference. */
const FORMATS = [NDJSON, CSV];

/** The format that an Accept header (RFC 9110) prefers; NDJSON where it says nothing. @throws Problem `not_acceptable` */
export function formatFor(accept: string | undefined): ExportFormat {
  const ranges = (accept?.trim() || '*/*').split(',').map(rangeOf);
  const wanted = FORMATS.map((format) => ({ format, quality: qualityOf(format, ranges) }));
  const best = wanted.reduce((one, other) => (other.quality > one.quality ? other : one));
  if (best.quality > 0) return best.format;
  throw new Problem('not_acceptable', `Accept ${FORMATS.map(({ type }) => type).join(' or ')}.`);
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

/** That of the range that fits most exactly. */
function qualityOf({ type }: ExportFormat, ranges: readonly Range[]): number {
  for (const candidate of [type, `${type.split('/', 1)[0]}/*`, '*/*']) {
    const range = ranges.find((each) => each.type === candidate);
    if (range) return range.quality;
  }
  return 0;
}
