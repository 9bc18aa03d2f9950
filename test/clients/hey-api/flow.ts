import { createClient } from './tributary/client/index.js';
import {
  devicesCreate,
  eventsGet,
  eventsImport,
  eventsIngest,
  eventsIngestBatch,
  eventsList,
  readingCount,
  readingExport,
} from './tributary/index.js';

const { TRIBUTARY_URL: baseUrl, TRIBUTARY_TOKEN: token, TRIBUTARY_READER, TRIBUTARY_SLOW } = process.env;
const as = (auth?: string) => createClient({ baseUrl, auth });
const client = as(token);
const door = (event_uid: string, by: string, device_uid = 'sensor-1') => ({
  event_uid,
  device_uid,
  type: 'door.opened',
  payload: { by },
});
interface Answer<T> {
  readonly response?: Response;
  readonly data?: T;
  readonly error?: unknown;
}
/** Prints the step, the status and the outcome, or the code of the problem where it is an error. */
function tell<T, A extends Answer<T>>(
  step: string,
  answer: A,
  outcome: (data: NonNullable<A['data']>) => unknown,
): A {
  const { response, data, error } = answer;
  console.log(step, response?.status, data ? outcome(data) : (error as { code: string }).code);
  return answer;
}
const send = async (step: string, auth: string | undefined, body: ReturnType<typeof door>) =>
  tell(step, await eventsIngest({ client: as(auth), body }), (view) =>
    'outcome' in view ? view.outcome : view,
  );

await send('send', token, door('a-1', 'Ada'));
await send('duplicate', token, door('a-1', 'Ada'));
await send('conflict', token, door('a-1', 'Eve'));
const events = [door('a-2', 'Bob'), door('a-3', 'Bob', 'nobody')];
tell('batch', await eventsIngestBatch({ client, body: { events } }), (view) =>
  'items' in view
    ? view.items?.map(({ outcome, error }) => (error ? `${outcome}:${error.code}` : outcome)).join()
    : view,
);
const filters = { device_uid: 'sensor-1', type: ['door.opened'], limit: 1 };
const first = tell('list', await eventsList({ client, query: filters }), ({ data }) => data[0]!.event_uid);
const cursor = first.data?.next_cursor ?? undefined;
tell('next', await eventsList({ client, query: { ...filters, cursor } }), ({ data }) =>
  [data[0]!.event_uid, data[0]!.payload.by].join(':'),
);
tell('stats', await readingCount({ client, query: { interval: 'day', group_by: 'type' } }), ({ data }) =>
  [data[0]!.type, data[0]!.count].join(':'),
);
const line = (event_uid: string) =>
  `${JSON.stringify({ event_uid, device_uid: 'sensor-1', type: 'door.closed', payload: {} })}\n`;
const body = new Blob([line('i-1'), line('i-2')]);
/** NDJSON comes as a file. */
const lines = async (answer?: Blob | string) => (await new Response(answer).text()).trim().split('\n');
const imported = await eventsImport({ client, body, parseAs: 'blob' });
const { summary } = JSON.parse((await lines(imported.data)).at(-1)!) as { summary: { created: number } };
tell('import', imported, () => summary.created);
const exported = await readingExport({ client, parseAs: 'blob' });
const { length } = await lines(exported.data);
tell('export', exported, () => length);
await send('unauthenticated', 'wrong', door('a-4', 'Ada'));
await send('forbidden', TRIBUTARY_READER, door('a-4', 'Ada'));
tell('missing', await eventsGet({ client, path: { event_uid: 'missing' } }), String);
tell('exists', await devicesCreate({ client, body: { device_uid: 'sensor-1' } }), String);
await send('invalid', token, door('a-4', 'Ada', 'nobody'));
await send('fits', TRIBUTARY_SLOW, door('s-1', 'Ada'));
const refused = await send('throttled', TRIBUTARY_SLOW, door('s-2', 'Ada'));
console.log('retry-after', refused.response?.headers.get('retry-after'));
