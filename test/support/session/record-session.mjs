/**
 * Records docs/img/session.svg: runs the commands below against a service of its own, and draws what they printed when they
 * printed it. Needs util-linux's `script`, so that the commands see a terminal. Run by `npm run record`.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Screen } from './session-screen.mjs';

const FILE = 'docs/img/session.svg';
const EVENT = '{"event_uid":"tour-1","device_uid":"sensor-1","type":"door.opened","payload":{"by":"Ada"}}';

/**
 * Each scene starts on an empty screen. The functions and variables of the tour are set once, hidden, as in README.md.
 */
const SCENES = [
  ['# an event is stored once, however often it is sent', `send '${EVENT}'`, `send '${EVENT}'   # a retry: harmless`,
   `send '${EVENT.replace('Ada', 'Eve')}'   # not what is stored`],
  ['# one bad event harms only itself', `send --batch '{"events":[
  {"event_uid":"tour-2","device_uid":"sensor-1","type":"door.closed","payload":{}},
  {"event_uid":"tour-3","device_uid":"nobody","type":"door.closed","payload":{}}]}'`],
  ['# a fleet of devices, and what they feel', 'npm run --silent simulate -- --rate 2000 --seconds 10'],
  ['# events as they are committed', '(npm run --silent simulate -- --rate 4 --seconds 8 >/dev/null 2>&1 &) ; npm run cli -- tail --limit 8'],
]; // prettier-ignore

const SEND = `send() { local to=; [ "$1" = --batch ] && to=/batch && shift; curl -sS "$URL/v1/events$to" -H "Authorization: Bearer $TOKEN" \
-H 'Content-Type: application/json' -d "$1"; echo; }`;

/** Secrets are valid for one recording only, and masked in it. */
const mask = (text) =>
  text.replace(/trb_\w+/g, 'trb_demo_••••••••').replace(/(password: )\S+/g, '$1••••••••');

const [dataDir, port] = [mkdtempSync(join(tmpdir(), 'tributary-session-')), process.env.PORT ?? '3000'];
chmodSync(dataDir, 0o755); // where root records, PostgreSQL runs as somebody else
const env = { ...process.env, DATA_DIR: dataDir, PORT: port, URL: `http://127.0.0.1:${port}` };
const screen = new Screen(mask);
let [service, said] = [undefined, ''];
try {
  screen.clear();
  await type('npm start');
  service = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const token = new Promise((resolve, reject) => {
    service.stdout.on('data', (chunk) => {
      said += chunk;
      if (/curl .*\n\ncurl .*\n/s.test(said)) resolve(/trb_\w+/.exec(said)[0]);
      if (!screen.over) screen.write(chunk);
    });
    service.once('exit', (code) => reject(new Error(`the service ended with ${code}:\n${said}`)));
  });
  env.TRIBUTARY_TOKEN = env.TOKEN = await token;
  env.TRIBUTARY_URL = env.URL;
  await sleep(3500);
  screen.over = true;
  for (const scene of SCENES) {
    screen.clear();
    for (const line of scene) {
      if (line.startsWith('#')) screen.write(`$ ${line}\n`);
      else await type(line).then(() => run(line));
    }
    await sleep(3000);
  }
  const svg = screen.svg();
  for (const unwanted of [env.TOKEN.slice(9, 25), /password: (\S+)/.exec(said)[1], dataDir, process.cwd()])
    if (svg.includes(unwanted)) throw new Error(`${FILE} would say ${unwanted}`);
  writeFileSync(FILE, svg);
  console.log(
    `${FILE}: ${Math.round(svg.length / 1024)} KiB, ${Math.round(screen.seconds)} s, ${screen.longest} rows`,
  );
} finally {
  service?.kill();
  await new Promise((resolve) => service?.once('exit', resolve) ?? resolve());
  rmSync(dataDir, { recursive: true, force: true });
}

/** Types as a person who knows the commands would. */
async function type(line) {
  screen.write('$ ');
  for (let at = 0; at < line.length; at += 4) {
    await sleep(45);
    screen.write(line.slice(at, at + 4));
  }
  await sleep(300);
  screen.write('\n');
}

function run(line) {
  const program = spawn('script', ['-qfec', `${SEND}\n${line}`, '/dev/null'], {
    env: { ...env, SHELL: '/bin/bash' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  program.stdout.on('data', (chunk) => screen.write(chunk));
  return new Promise((resolve) => program.once('close', () => (screen.write('\n'), resolve())));
}
