import { type InputFault, pointerToken, type RawJson } from '#libs/common';

/** Our fields as the CloudEvents attributes that they come from. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['event_uid', 'id'],
  ['device_uid', 'source'],
  ['occurred_at', 'time'],
  ['payload', 'data'],
]);

/** The fields of an event, so far as the CloudEvent gave them; judged like any other event's. */
export interface MappedFields {
  readonly event_uid?: unknown;
  readonly device_uid?: unknown;
  readonly type?: unknown;
  readonly occurred_at?: unknown;
  readonly payload?: RawJson;
}

/**
 * A CloudEvent as one of our events. What is wrong with it as a CloudEvent is kept as its `fault`, so that in a batch it
 * harms only itself; faults are told in the words of the sender: of `id`, not of `event_uid`.
 */
export class CloudEvent {
  constructor(
    readonly fields: MappedFields,
    /** JSON object of the attributes that have no field of their own; null where there is none. */
    readonly extensions: string | null,
    /** Its pointer is relative to the event. */
    readonly fault?: InputFault,
    /** Where attributes are named: members of a JSON object, or headers, to which no pointer leads. */
    readonly place: 'body' | 'headers' = 'body',
    /** As it was given. */
    readonly source: string | null = null,
  ) {}

  /** A fault of our fields as one of the attributes. @param at pointer of the event in the request body */
  translate({ pointer, code, detail }: InputFault, at: string): InputFault {
    const [field = '', ...rest] = pointer.slice(at.length + 1).split('/');
    // Its own fault names attributes already, and one of them may be called as a field of ours.
    const attribute = (this.fault ? undefined : ATTRIBUTES.get(field)) ?? field;
    const shown = this.place === 'headers' && attribute !== 'data' ? `ce-${attribute}` : attribute;
    const text = detail.startsWith(`${field}: `) ? shown + detail.slice(field.length) : detail;
    const inBody = field && (this.place === 'body' || rest.length);
    const below = this.place === 'headers' ? rest : [attribute, ...rest];
    return { pointer: inBody ? [at, ...below].join('/') : at, code, detail: text };
  }
}

/** Several CloudEvents, as `application/cloudevents-batch+json` brings them. */
export class CloudEventBatch {
  constructor(readonly events: readonly CloudEvent[]) {}
}

/** A fault of an attribute; its pointer is relative to the event. */
export const attributeFault = (name: string, code: InputFault['code'], why: string): InputFault => ({
  pointer: `/${pointerToken(name)}`,
  code,
  detail: `${name.slice(0, 128)}: ${why}`,
});

/** A result's error as its sender would put it: of `id`, not of `event_uid`. @param event any item of a request */
export function toCloudEventError<V extends { readonly error?: InputFault }>(
  eventResult: V,
  event: unknown,
  pointer: string,
): V {
  if (!eventResult.error || !(event instanceof CloudEvent)) return eventResult;
  return { ...eventResult, error: event.translate(eventResult.error, pointer) };
}

/** A CloudEvent of which nothing is known any more but where its attributes stood. */
export const cloudEventIn = (place: CloudEvent['place']) => new CloudEvent({}, null, undefined, place);
