// docs: begin
import { Tributary, TributaryError, unwrap } from '@tributary/client';

const { TRIBUTARY_URL = '', TRIBUTARY_TOKEN } = process.env;
const tributary = new Tributary({ baseUrl: TRIBUTARY_URL, credential: TRIBUTARY_TOKEN });
const event = { event_uid: 'door-1', device_uid: 'sensor-1', type: 'door.opened', payload: { by: 'Ada' } };
console.log((await tributary.send(event)).outcome); // created
console.log((await tributary.send(event)).outcome); // duplicate: sending it again is safe
await tributary.send({ ...event, payload: { by: 'Eve' } }).catch((error: unknown) => {
  if (TributaryError.is(error, 'event_conflict')) console.log(error.code);
});
const page = await unwrap(tributary.api.GET('/v1/events', { params: { query: { device_uid: 'sensor-1' } } }));
for (const { event_uid, payload } of page.data) console.log(event_uid, payload.by); // door-1 Ada
// docs: end
