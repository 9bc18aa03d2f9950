import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/servers/process.js';
import { until } from '../support/wait.js';

/** A proxy that runs in front of the service, in a folder of its own. */
export interface Proxy {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** `describe` where the program is installed; skipped aloud elsewhere, and never in continuous integration. */
export function describeWithProxy(program: 'nginx' | 'haproxy'): jest.Describe {
  if (spawnSync(program, ['-v'], { env: PATH }).status === 0) return describe;
  if (process.env.CI) throw new Error(`Continuous integration needs ${program}`);
  console.warn(`SKIPPED: ${program} is not installed; nothing is tried behind it here`);
  return describe.skip;
}

/** Debian puts both where only root looks. */
const PATH = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

/** Starts nginx: the service under /ingest, its own root is somebody else's; answers are compressed and buffered. @param port a free one by default */
export const startNginx = (upstream: string, port?: number): Promise<Proxy> =>
  start(
    (port, folder) => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/pid;
error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  client_max_body_size 0;
  gzip on; gzip_proxied any; gzip_min_length 20; gzip_types application/json application/problem+json application/x-ndjson;
  server {
    listen 127.0.0.1:${port};
    location / { return 404 'somebody else'; }
    location /ingest/ {
      proxy_pass ${upstream}/;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}`,
    (file, folder) => ['nginx', '-p', folder, '-c', file, '-e', 'stderr'],
    port,
  );

/** Starts HAProxy with the health check that it has by default, and a page of statistics. */
export const startHaproxy = (upstream: string): Promise<Proxy> =>
  start(
    (port) => `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend clients
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain lf-string "%[nbsrv(service)]" if { path /servers-up }
  default_backend service
backend service
  option httpchk OPTIONS /readyz
  server one ${new URL(upstream).host} check inter 100ms fall 1 rise 1
`,
    (file) => ['haproxy', '-db', '-f', file],
  );

async function start(
  configOf: (port: number, folder: string) => string,
  commandOf: (file: string, folder: string) => string[],
  given?: number,
): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-proxy-'));
  const port = given ?? (await freePort());
  const file = join(folder, 'config');
  await writeFile(file, configOf(port, folder));
  const [program, ...parameters] = commandOf(file, folder);
  const said: string[] = [];
  const child = spawn(program!, parameters, { env: PATH, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => void said.push(String(text)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await until(`${program} listens`, () => {
    if (child.exitCode !== null) throw new Error(said.join(''));
    return listens(port);
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      end(child);
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const end = (child: ChildProcess) => child.exitCode === null && child.kill('SIGTERM');

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.end());
  });
