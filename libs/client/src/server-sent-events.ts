/** One event of an event stream. */
export interface ServerSentEvent {
  /** The last id so far, for Last-Event-ID. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/**
 * Parses `text/event-stream` (HTML Living Standard, 9.2.6): lines end with CR LF, LF or CR; an empty line dispatches;
 * comments are heartbeats. What was not dispatched when the stream ends is dropped, as the standard demands.
 */
export async function* parseEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void> {
  let [id, event, data] = ['', '', [] as string[]];
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      if (data.length) yield { id, event: event || 'message', data: data.join('\n') };
      [event, data] = ['', []];
      continue;
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line)!;
    if (field === 'data') data.push(value!);
    else if (field === 'event') event = value!;
    else if (field === 'id' && !value!.includes('\0')) id = value!;
  }
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of chunks) {
    rest += chunk;
    // A CR at the end may be the first half of a CR LF, so it waits.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    yield* lines;
  }
}
