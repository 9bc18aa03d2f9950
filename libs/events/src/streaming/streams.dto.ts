import { PageCursor } from '#libs/common';
import { EventFilters, PayloadFields } from '../events.dto.js';

@PayloadFields()
export class StreamQuery extends EventFilters {
  @PageCursor(
    'Where to begin: `next_cursor` of `GET /v1/events?order=asc`, or the `id` of an event of a stream.',
  )
  cursor?: string;
}

export const STREAM_EXAMPLE = `retry: 1000
: here
id: AbF0Nt3b5XwYhM1cQzE9RkS2vJ8uTnGp4LdKxA

id: Ae7Wm2c9QyJrVt5ZpB4HnX8sKfL1gDuT6oEaRw
data: {"event_uid":"a-1","device_uid":"sensor-1","type":"temperature.measured","occurred_at":"2026-01-31T12:00:00.000Z","received_at":"2026-01-31T12:00:00.120Z","position":4711,"late":false,"payload":{"celsius":21.5}}

event: problem
data: {"type":"urn:tributary:problem:draining","title":"The service is shutting down","status":503,"detail":"The service is shutting down.","instance":"/v1/events/stream","code":"draining","request_id":"…"}

`;
