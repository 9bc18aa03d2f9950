import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import type { ValidatedEvent } from '../ingest/validated-event.js';
import { CloudEvent, cloudEventIn } from '../cloudevents/index.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Limit of inflated bytes. A request has 5 MiB at most, and quoting its events once more at most doubles that. */
const MOST_INFLATED = 16 * 1024 * 1024;

/** The part of a request that a worker needs: its validated events, and their indexes. */
export interface Body {
  readonly events: readonly ValidatedEvent[];
  readonly places: readonly number[];
  /** Translates faults to CloudEvents attributes (see toCloudEventError); undefined for events of our own format. */
  readonly cloudEvent?: CloudEvent;
}

interface Packed {
  readonly place?: CloudEvent['place'];
  readonly rows: readonly (readonly [place: number, event: ValidatedEvent])[];
}

/** Uses the fastest compression, because the bytes are read once, soon. */
export function pack({ events, places, cloudEvent }: Body): Promise<Buffer> {
  const packed: Packed = { place: cloudEvent?.place, rows: events.map((event, i) => [places[i], event]) };
  return deflate(JSON.stringify(packed), { level: constants.Z_BEST_SPEED });
}

/** @throws Error if `pack` did not make the bytes */
export async function unpack(bytes: Buffer): Promise<Body> {
  const text = (await inflate(bytes, { maxOutputLength: MOST_INFLATED })).toString();
  const { place, rows } = JSON.parse(text) as Packed;
  return {
    events: rows.map(([, event]) => event),
    places: rows.map(([index]) => index),
    cloudEvent: place && cloudEventIn(place),
  };
}
