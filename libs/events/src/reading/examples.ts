import type { EventRow } from './event.json.js';
import { CSV, type ExportFormat, NDJSON } from './export-format.js';

const ROW: EventRow = {
  event_uid: 'a-1',
  device_uid: 'sensor-1',
  type: 'temperature.measured',
  occurred_at: new Date('2026-01-31T12:00:00Z'),
  received_at: new Date('2026-01-31T12:00:00.120Z'),
  position: '4711',
  late: false,
  payload: '{"celsius": 21.5}',
  extensions: null,
  source: null,
};

const exampleOf = ({ head, line }: ExportFormat) => head + line(ROW);

export const EXPORT_NDJSON = exampleOf(NDJSON);
export const EXPORT_CSV = exampleOf(CSV);
