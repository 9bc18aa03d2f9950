import { type InputFault, RawJson } from '#libs/common';
import { type Attributes, extensionsOf, MAX_EXTENSIONS_BYTES, sourceFault } from '../cloudevents/index.js';

/** Fields of an exported event that an ingested event does not have. */
export const EXPORTED_FIELDS = ['received_at', 'position', 'late', 'source', 'extensions'] as const;

/** Characters of a JSON text of extensions: an escape such as `\u0041` stands for one byte. */
const MAX_EXTENSIONS_TEXT = 6 * MAX_EXTENSIONS_BYTES;

/**
 * A line of an export. `received_at`, `position` and `late` describe how the exporting service stored the event, so
 * import ignores them whatever they hold. `source` and `extensions` are content, so import keeps them.
 */
export class ExportedEvent {
  constructor(
    readonly fields: object,
    /** JSON object; null if there is none. */
    readonly extensions: string | null,
    readonly source: string | null,
    /** Its pointer is relative to the event. */
    readonly fault?: InputFault,
  ) {}
}

/** Reads a line of an import as an exported event, if it has a field that only exports have. */
export function asExported(line: unknown): unknown {
  if (typeof line !== 'object' || line === null || !EXPORTED_FIELDS.some((name) => Object.hasOwn(line, name)))
    return line;
  const {
    received_at: _,
    position: _position,
    late: _late,
    source,
    extensions,
    ...fields
  } = line as Attributes;
  const kept = attributesOf(extensions);
  const fault = (source === undefined || source === null ? undefined : sourceFault(source)) ?? kept.fault;
  return new ExportedEvent(fields, kept.extensions, typeof source === 'string' ? source : null, fault);
}

/** Validates extensions like those of a CloudEvent. */
function attributesOf(given: unknown): { extensions: string | null; fault?: InputFault } {
  if (given === undefined || given === null) return { extensions: null };
  if (!(given instanceof RawJson) || given.kind !== 'object')
    return {
      extensions: null,
      fault: { pointer: '/extensions', code: 'invalid_type', detail: 'extensions: must be an object' },
    };
  if (given.text.length > MAX_EXTENSIONS_TEXT)
    return {
      extensions: null,
      fault: { pointer: '/extensions', code: 'event_too_large', detail: 'extensions: have too many bytes' },
    };
  const { extensions, fault } = extensionsOf(JSON.parse(given.text) as Attributes);
  return { extensions, fault: fault && { ...fault, pointer: `/extensions${fault.pointer}` } };
}
