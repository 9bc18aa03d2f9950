import { type InputFault, RawJson } from '#libs/common';
import { type Attributes, extensionsOf, sourceFault } from '../cloudevents/index.js';

/** What an export writes beside the fields of an event. */
export const EXPORTED_FIELDS = ['received_at', 'position', 'late', 'source', 'extensions'] as const;

/**
 * A line of an export. Where and when an event was stored belongs to the place that it comes from, so `received_at`,
 * `position` and `late` are read over, whatever they hold; its source and extensions are content, and kept.
 */
export class ExportedEvent {
  constructor(
    readonly fields: object,
    /** JSON object; null where there is none. */
    readonly extensions: string | null,
    readonly source: string | null,
    /** Its pointer is relative to the event. */
    readonly fault?: InputFault,
  ) {}
}

/** A line of an import as an exported event, if it has any field that only those have. */
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

/** Judged as they are where a CloudEvent brings them. */
function attributesOf(given: unknown): { extensions: string | null; fault?: InputFault } {
  if (given === undefined || given === null) return { extensions: null };
  if (!(given instanceof RawJson) || given.kind !== 'object')
    return {
      extensions: null,
      fault: { pointer: '/extensions', code: 'invalid_type', detail: 'extensions: must be an object' },
    };
  const { extensions, fault } = extensionsOf(JSON.parse(given.text) as Attributes);
  return { extensions, fault: fault && { ...fault, pointer: `/extensions${fault.pointer}` } };
}
