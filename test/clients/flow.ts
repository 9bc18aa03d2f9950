/** What every client's flow prints: the step, the status, and what it read off the answer. */
export const FLOW: readonly (readonly [step: string, told: string])[] = [
  ['send', '201 created'],
  ['duplicate', '200 duplicate'],
  ['conflict', '409 event_conflict'],
  ['batch', '207 created,unknown_device:unknown_device'],
  ['list', '200 a-2'],
  ['next', '200 a-1:Ada'],
  ['stats', '200 door.opened:2'],
  ['import', '200 2'],
  ['export', '200 4'],
  ['unauthenticated', '401 unauthenticated'],
  ['forbidden', '403 forbidden'],
  ['missing', '404 not_found'],
  ['exists', '409 device_exists'],
  ['invalid', '422 unknown_device'],
  ['fits', '201 created'],
  ['throttled', '429 throttled'],
  ['retry-after', '1'],
];

/** The lines of a flow by their steps. */
export const read = (output: string): Map<string, string> =>
  new Map(
    output
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()]),
  );
