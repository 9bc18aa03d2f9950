import { type InputFault, pointerToken, type RawJson } from '#libs/common';

/** Event fields and the CloudEvents attributes that they come from. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['event_uid', 'id'],
  ['device_uid', 'source'],
  ['occurred_at', 'time'],
  ['payload', 'data'],
]);

/** The event fields that the CloudEvent has. They are validated like those of any other event. */
export interface MappedFields {
  readonly event_uid?: unknown;
  readonly device_uid?: unknown;
  readonly type?: unknown;
  readonly occurred_at?: unknown;
  readonly payload?: RawJson;
}

/**
 * A CloudEvent, mapped to an event. `fault` holds what is wrong with it as a CloudEvent, so that it rejects only this
 * event of a batch. Faults name the sender's attributes: `id`, not `event_uid`.
 */
export class CloudEvent {
  constructor(
    readonly fields: MappedFields,
    /** JSON object of the attributes that have no field of their own; null if there are none. */
    readonly extensions: string | null,
    /** Its pointer is relative to the event. */
    readonly fault?: InputFault,
    /** Where the sender named the attributes: members of a JSON object, or headers. No pointer leads to headers. */
    readonly place: 'body' | 'headers' = 'body',
    /** As the sender gave it. */
    readonly source: string | null = null,
  ) {}

  /**
   * Translates a fault of an event field to the CloudEvent's attribute.
   * @param at pointer of the event in the request body
   */
  translate({ pointer, code, detail }: InputFault, at: string): InputFault {
    const [field = '', ...rest] = pointer.slice(at.length + 1).split('/');
    // Its own fault names attributes already, and an attribute may have the name of an event field.
    const attribute = (this.fault ? undefined : ATTRIBUTES.get(field)) ?? field;
    const shown = this.place === 'headers' && attribute !== 'data' ? `ce-${attribute}` : attribute;
    const text = detail.startsWith(`${field}: `) ? shown + detail.slice(field.length) : detail;
    const inBody = field && (this.place === 'body' || rest.length);
    const below = this.place === 'headers' ? rest : [attribute, ...rest];
    return { pointer: inBody ? [at, ...below].join('/') : at, code, detail: text };
  }
}

/** The CloudEvents of an `application/cloudevents-batch+json` body. */
export class CloudEventBatch {
  constructor(readonly events: readonly CloudEvent[]) {}
}

/** A fault of an attribute; its pointer is relative to the event. */
export const attributeFault = (name: string, code: InputFault['code'], why: string): InputFault => ({
  pointer: `/${pointerToken(name)}`,
  code,
  detail: `${name.slice(0, 128)}: ${why}`,
});

/**
 * Words a result's error with the CloudEvent's attributes: `id`, not `event_uid`.
 * @param event any item of a request
 */
export function toCloudEventError<V extends { readonly error?: InputFault }>(
  eventResult: V,
  event: unknown,
  pointer: string,
): V {
  if (!eventResult.error || !(event instanceof CloudEvent)) return eventResult;
  return { ...eventResult, error: event.translate(eventResult.error, pointer) };
}

/** A CloudEvent of which only `place` is still known. It translates errors. */
export const cloudEventIn = (place: CloudEvent['place']) => new CloudEvent({}, null, undefined, place);
