import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher, type Tributary, TributaryError, unwrap, type Verdict } from '#libs/client';
import { type Call, type Command, EXIT, numberOf } from '../command.js';
import { connect, CONNECTION } from '../connection.js';
import { type Device, fleetOf, speak } from '../simulation/fleet.js';
import { Latencies } from '../simulation/latencies.js';
import { answer, counted, table } from '../output.js';
import { Progress } from '../progress.js';

/** How often devices are checked for due events. Milliseconds. */
const TICK_MS = 20;
/** Devices that are registered concurrently. */
const LANES = 16;

export const SIMULATE: Command = {
  name: 'simulate',
  summary: 'Simulate a fleet of devices: thermometers, doors, trackers, machines',
  text: `Registers missing devices, then sends events through the typed client's batcher at the rates of such devices.
"From due to stored" is the latency that a device sees: from the moment its event was due until it is committed.
Exits with 3 if events were rejected, with 1 if the result of some is unknown.`,
  options: {
    rate: { type: 'string', value: 'N', default: '200', help: 'events per second of the whole fleet' },
    seconds: { type: 'string', value: 'N', default: '30', help: 'duration in seconds' },
    prefix: { type: 'string', value: 'TEXT', default: 'sim', help: 'prefix of the devices’ uids' },
    ...CONNECTION,
  },
  examples: ['simulate --rate 2000 --seconds 60', 'simulate --json | jq .latency_ms'],
  run: simulate,
};

async function simulate(call: Call): Promise<number> {
  const tributary = connect(call);
  const [rate, seconds] = [numberOf(call, 'rate'), numberOf(call, 'seconds')];
  const fleet = fleetOf(rate, String(call.options.prefix));
  await register(tributary, fleet);

  const [felt, requests, outcomes] = [new Latencies(), new Latencies(), {} as Record<string, number>];
  let [sent, unknown] = [0, undefined as Error | undefined];
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  const count = (outcome: string) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
  const batcher = new Batcher(tributary, {
    maxEvents: 500,
    lingerMs: 25,
    onBatch: (_, ms) => requests.add(ms),
  });
  const progress = new Progress();
  const told = () =>
    `${sent.toLocaleString('en')} events, ${Math.round(sent / progress.seconds)}/s: ${counted(outcomes)}`;
  const send = (device: Device) => {
    const due = performance.now() - (progress.seconds - device.next) * 1000;
    sent++;
    batcher.add(speak(device, progress.seconds)).then(
      ({ outcome }: Verdict) => (count(outcome), felt.add(performance.now() - due)),
      (error: Error) => (count('unknown'), (unknown = error)),
    );
  };
  let stopped = false;
  process.once('SIGINT', () => (stopped = true));
  while (progress.seconds < seconds && !stopped) {
    for (const device of fleet)
      while (device.next <= progress.seconds) {
        await batcher.ready();
        send(device);
      }
    progress.show(progress.seconds / seconds, told());
    await sleep(TICK_MS);
  }
  const offered = sent / progress.seconds;
  await batcher.flush();
  await sleep(0);
  progress.end(1, told());

  const stored = outcomes.created ?? 0;
  const result = {
    devices: fleet.length,
    events: sent,
    seconds: round(progress.seconds),
    offered_per_second: round(offered),
    stored_per_second: round(stored / progress.seconds),
    outcomes,
    latency_ms: { request: requests.summary(), due_to_stored: felt.summary() },
  };
  answer(call, result, report(result));
  if (unknown) console.error(`The result of some events is unknown: ${unknown.message}`);
  return unknown ? EXIT.failed : stored < sent ? EXIT.refused : EXIT.done;
}

const round = (value: number) => Math.round(value * 10) / 10;

function report({
  devices,
  events,
  offered_per_second,
  stored_per_second,
  seconds,
  latency_ms,
}: Result): string {
  const rows = [
    ['request', latency_ms.request],
    ['from due to stored', latency_ms.due_to_stored],
  ] as const;
  const head = ['LATENCY, ms', 'p50', 'p90', 'p99', 'max'];
  return `${devices} devices, ${events} events in ${seconds} s: ${offered_per_second}/s offered, ${stored_per_second}/s stored\n\n${table(
    head,
    rows.map(([name, s]) => [name, s?.p50, s?.p90, s?.p99, s?.max]),
  )}`;
}

interface Result {
  readonly devices: number;
  readonly events: number;
  readonly seconds: number;
  readonly offered_per_second: number;
  readonly stored_per_second: number;
  readonly latency_ms: Record<'request' | 'due_to_stored', ReturnType<Latencies['summary']>>;
}

/** Registers the devices that the tenant lacks. */
async function register(tributary: Tributary, fleet: readonly Device[]): Promise<void> {
  const progress = new Progress();
  const open = [...fleet];
  let done = 0;
  const lane = async () => {
    for (let device = open.pop(); device; device = open.pop()) {
      const { uid, kind } = device;
      await unwrap(tributary.api.POST('/v1/devices', { body: { device_uid: uid, type: kind.name } })).catch(
        (error: unknown) => {
          if (!TributaryError.is(error, 'device_exists')) throw error;
        },
      );
      progress.show(++done / fleet.length, `${done} of ${fleet.length} devices`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  progress.end(1, `${fleet.length} devices are registered`);
}
