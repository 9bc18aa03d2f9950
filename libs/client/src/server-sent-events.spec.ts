import { parseEvents, type ServerSentEvent } from './server-sent-events.js';

async function parsed(...chunks: string[]): Promise<ServerSentEvent[]> {
  const source = async function* () {
    yield* chunks;
  };
  const events: ServerSentEvent[] = [];
  for await (const event of parseEvents(source())) events.push(event);
  return events;
}

const TEXT =
  ': hello\n\nid: 7\nevent: event\ndata: {"a":\ndata: 1}\n\n: beat\n\ndata: x\n\nid: 9\ndata: lost';

describe('an event stream', () => {
  const expected = [
    { id: '7', event: 'event', data: '{"a":\n1}' },
    { id: '7', event: 'message', data: 'x' },
  ];

  it('is read however it is cut, and with any line ends', async () => {
    expect(await parsed(TEXT)).toEqual(expected);
    expect(await parsed(...TEXT)).toEqual(expected);
    expect(await parsed(...TEXT.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(await parsed(TEXT.replaceAll('\n', '\r'))).toEqual(expected);
  });
});
