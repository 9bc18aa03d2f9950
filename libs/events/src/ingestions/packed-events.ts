import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import type { ValidatedEvent } from '../ingest/validated-event.js';
import { CloudEvent, cloudEventIn } from '../cloudevents/index.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A request was 5 MiB at most; its events, quoted once more, are no more than twice that. Bytes. */
const MOST_INFLATED = 16 * 1024 * 1024;

/** What a worker needs of a request: its events as they were judged, and where each stood. */
export interface Body {
  readonly events: readonly ValidatedEvent[];
  readonly places: readonly number[];
  /** In whose words faults are told, see toCloudEventError; undefined for events of our own kind. */
  readonly cloudEvent?: CloudEvent;
}

interface Packed {
  readonly place?: CloudEvent['place'];
  readonly rows: readonly (readonly [place: number, event: ValidatedEvent])[];
}

/** Compressed fast rather than well: it is read once, soon. */
export function pack({ events, places, cloudEvent }: Body): Promise<Buffer> {
  const packed: Packed = { place: cloudEvent?.place, rows: events.map((event, i) => [places[i], event]) };
  return deflate(JSON.stringify(packed), { level: constants.Z_BEST_SPEED });
}

/** @throws Error where the bytes are none that `pack` made */
export async function unpack(bytes: Buffer): Promise<Body> {
  const text = (await inflate(bytes, { maxOutputLength: MOST_INFLATED })).toString();
  const { place, rows } = JSON.parse(text) as Packed;
  return {
    events: rows.map(([, event]) => event),
    places: rows.map(([index]) => index),
    cloudEvent: place && cloudEventIn(place),
  };
}
