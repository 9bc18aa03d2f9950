import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ADMIN, JWT_PRIVATE_KEY, startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { cli, startCli } from '../support/servers/cli.js';
import { createEmptyDatabase } from '../support/servers/database.js';
import { padded } from '../support/fixtures.js';

jest.setTimeout(120_000);

describe('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-cli-'));
  let service: TestApp;
  let acme: ApiClient;
  let asAcme: Record<string, string>;
  let asStaff: Record<string, string>;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    await service.make.staff();
    asAcme = { TRIBUTARY_URL: service.url, TRIBUTARY_TOKEN: acme.token! };
    asStaff = {
      TRIBUTARY_URL: service.url,
      TRIBUTARY_EMAIL: ADMIN.email,
      TRIBUTARY_PASSWORD: ADMIN.password,
    };
  });
  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const lines = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({
        event_uid: `${prefix}-${i}`,
        device_uid: 'sensor-1',
        type: 'imported',
        payload: { i },
      }),
    ).join('\n') + '\n';

  it('teaches: lists its commands, explains each, and says what to type instead', async () => {
    const [help, one, same, family, unknown, half, odd, nobody] = await Promise.all([
      cli(['--help']),
      cli(['import', '--help']),
      cli(['help', 'import']),
      cli(['tenant', '--help']),
      cli(['imprt']),
      cli(['tenant']),
      cli(['tenant', 'create']),
      cli(['token', 'list']),
    ]);
    expect(help.code).toBe(0);
    for (const name of [
      'migrate',
      'tenant create',
      'token create',
      'import',
      'export',
      'tail',
      'simulate',
      'doctor',
    ])
      expect(help.stdout).toContain(`  ${name}`);
    expect([one.code, one.stdout]).toEqual([0, expect.stringMatching(/--fresh .*\n[^]*Examples:/)]);
    expect([same.code, same.stdout]).toEqual([0, one.stdout]);
    expect(family.code).toBe(0);
    for (const name of ['list', 'create KEY', 'suspend KEY', 'activate KEY'])
      expect(family.stdout).toContain(`Usage: npm run cli -- tenant ${name}`);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('no command imprt')]);
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('tenant create, tenant suspend')]);
    expect([odd.code, odd.stderr]).toEqual([2, 'Give KEY.\n']);
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('TRIBUTARY_TOKEN')]);
  });

  it('makes, lists, suspends and activates a tenant, and tokens that work', async () => {
    const made = await cli(['tenant', 'create', 'initech', '--events-per-second', '50', '--json'], asStaff);
    expect(JSON.parse(made.stdout)).toMatchObject({
      key: 'initech',
      settings: { limits: { burst_events: 200 } },
    });
    expect((await cli(['tenant', 'list'], asStaff)).stdout).toMatch(/^KEY .*\n[^]*initech .*active/);
    const ask = ['token', 'create', 'ci', '--ability', 'events:*', '--tenant', 'initech'];
    const token = (await cli(ask, asStaff)).stdout.trim();
    const status = () =>
      service.api
        .as(token)
        .get('/v1/events')
        .then((answer) => answer.status);
    expect(await status()).toBe(200);
    await cli(['tenant', 'suspend', 'initech'], asStaff);
    expect(await status()).toBe(403);
    await cli(['tenant', 'activate', 'initech'], asStaff);
    expect(await status()).toBe(200);
    const list = await cli(['token', 'list', '--tenant', 'initech', '--json'], asStaff);
    const [{ id }] = JSON.parse(list.stdout) as [{ id: string }];
    await cli(['token', 'revoke', id, '--tenant', 'initech'], asStaff);
    expect(await status()).toBe(401);
    const device = await cli(['token', 'create', 'd', '--device', 'sensor-1'], asAcme);
    const sent = await service.api.as(device.stdout.trim()).post('/v1/events', {
      event_uid: 'by-device', device_uid: 'sensor-1', type: 't', payload: {},
    }); // prettier-ignore
    expect(sent.status).toBe(201);
  });

  it('explains a refusal by its code, its fields and its request, and ends with 1', async () => {
    const { code, stderr } = await cli(['tenant', 'create', 'No Key!'], asStaff);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^422 invalid_value: .*\n {2}\/key: .*\n {2}request_id \S+\n$/);
    const nobody = await cli(['tenant', 'list'], { ...asStaff, TRIBUTARY_URL: 'http://127.0.0.1:9' });
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('Is the service running?')]);
  });

  it('imports a file, gzipped or not, shows what was refused, and exports it again', async () => {
    const bad = '{"event_uid":"imp-bad","device_uid":"nobody","type":"imported","payload":{}}\n';
    const first = await cli(['import', file('a.ndjson', lines('imp', 2500) + bad), '--json'], asAcme);
    expect([first.code, JSON.parse(first.stdout)]).toEqual([
      3,
      { lines: 2501, summary: { created: 2500, unknown_device: 1 } },
    ]);
    expect(first.stderr).toContain('"line":2501');
    const again = await cli(['import', file('a.ndjson.gz', padded(lines('imp', 2500)))], asAcme);
    expect([again.code, again.stdout]).toEqual([0, 'Done: 2,500 duplicate.\n']);
    const out = join(folder, 'out.ndjson');
    while ((await stored(acme)) < 2500) await new Promise((resolve) => setTimeout(resolve, 50));
    const exported = await cli(['export', '--type', 'imported', '--out', out], asAcme);
    expect([exported.code, exported.stderr]).toEqual([0, expect.stringContaining('2,500 events')]);
    const uids = readFileSync(out, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { event_uid: string }).event_uid); // prettier-ignore
    expect([uids.length, new Set(uids).size]).toEqual([2500, 2500]);
  });

  it('exports as NDJSON and CSV whole, also where the connection breaks and where it was interrupted', async () => {
    const globex = await service.make.tenant('globex');
    const asGlobex = { TRIBUTARY_URL: service.url, TRIBUTARY_TOKEN: globex.token! };
    await cli(['import', file('g.ndjson', lines('exp', 3000))], asGlobex);
    const texts: Record<string, string> = {};
    for (const format of ['ndjson', 'csv']) {
      const plain = await cli(['export', '--format', format], asGlobex);
      const text = (texts[format] = plain.stdout);
      expect([plain.code, new Set(text.match(/exp-\d+/g)).size]).toEqual([0, 3000]);
      const proxy = await breaking(service.url, text.length / 2);
      const out = join(folder, `broken.${format}`);
      const broken = await cli(['export', '--out', out, '--json'], { ...asGlobex, TRIBUTARY_URL: proxy.url });
      proxy.close();
      expect([broken.code, JSON.parse(broken.stdout)]).toEqual([0, { events: 3000, file: out }]);
      expect(broken.stderr).toMatch(/continuing after [\d,]+ events/);
      expect(readFileSync(out, 'utf8')).toBe(text);
      for (const kept of [text.length / 3, 5]) {
        file(`later.${format}.part`, text.slice(0, kept));
        const later = join(folder, `later.${format}`);
        expect(await cli(['export', '--out', later, '--resume'], asGlobex)).toMatchObject({
          code: 0,
          stdout: '',
        });
        expect(readFileSync(later, 'utf8')).toBe(text);
      }
    }
    expect(texts.csv!.split('\r\n')).toHaveLength(3002);
    const one = await cli(['export', '--device', 'sensor-1', '--payload', 'i=17'], asGlobex);
    expect(one.stdout.match(/exp-\d+/g)).toEqual(['exp-17']);
  });

  it('keeps what it has of an export that can’t go on, and says so', async () => {
    const server = createServer((request, response) => {
      if (request.url!.includes('after_position'))
        return void response.writeHead(403).end('{"code":"forbidden"}');
      response.write('{"position":41}\n{"posi', () => setTimeout(() => request.socket.destroy(), 100));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const env = {
      TRIBUTARY_URL: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
      TRIBUTARY_TOKEN: 't',
    };
    const out = join(folder, 'partial.ndjson');
    const { code, stderr } = await cli(['export', '--out', out], env);
    server.close();
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/part has 1 events.*not complete; continue it with --resume[^]*403 forbidden/),
    ]);
    expect(readFileSync(`${out}.part`, 'utf8')).toBe('{"position":41}\n');
    expect(() => readFileSync(out)).toThrow(/ENOENT/);
    const nothing = await cli(['export', '--out', join(folder, 'none.csv'), '--resume'], env);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('leave out --resume')]);
  });

  it('goes on with an import after the connection broke, and in a later run after it was killed', async () => {
    const { make, url } = service;
    const { token } = await make.tenant('breaks', {
      limits: {
        events_per_second: 8_000,
        burst_events: 5_000,
        device_events_per_second: 1e9,
        device_burst_events: 1e9,
      },
    });
    const proxy = await breaking(url);
    const env = { TRIBUTARY_URL: proxy.url, TRIBUTARY_TOKEN: token! };
    const path = file('long.ndjson', lines('long', 30_000));
    const running = startCli(['import', path], env);
    const progressed = async (beyond: number) => {
      for (;;) {
        try {
          const { lines } = JSON.parse(readFileSync(`${path}.import`, 'utf8')) as { lines: number };
          if (lines > beyond) return lines;
        } catch {
          // not begun yet
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const before = await progressed(0);
    proxy.cut();
    const after = await progressed(before);
    running.child.kill('SIGKILL');
    await running.done;
    const second = await cli(['import', path, '--json'], env);
    expect(second.stderr).toMatch(/Continuing after line \d/);
    const { lines: decided, summary } = JSON.parse(second.stdout) as {
      lines: number;
      summary: Record<string, number>;
    };
    expect(decided).toBe(30_000);
    expect(summary.created! + (summary.duplicate ?? 0)).toBe(30_000);
    expect(after).toBeGreaterThan(before);
    const reader = await make.token('breaks');
    while ((await stored(reader)) < 30_000) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await stored(reader)).toBe(30_000);
    expect(() => readFileSync(`${path}.import`)).toThrow(/ENOENT/);
    proxy.close();
  });

  it('goes on with an import only for the tenant and the credential that began it', async () => {
    const path = file('whose.ndjson', lines('whose', 3));
    const begun: string[] = [];
    const server = createServer((request, response) => {
      request.resume();
      begun.push(String(request.headers.authorization) + String(request.headers['x-tenant-key']));
      response.write('{"progress":{"lines":2,"summary":{"created":2}}}\n');
      setTimeout(() => response.destroy(), 200);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const run = (token: string, tenant: string) =>
      cli(['import', path, '--patience', '0.001', '--url', url], {
        TRIBUTARY_TOKEN: token,
        TRIBUTARY_TENANT: tenant,
      });
    await run('one', 'a');
    const [same, tenant, credential] = [await run('one', 'a'), await run('one', 'b'), await run('two', 'b')];
    server.close();
    expect(same.stderr).toContain('Continuing after line 2.');
    expect(tenant.stderr).not.toContain('Continuing');
    expect(credential.stderr).not.toContain('Continuing');
    expect(begun).toEqual(['Bearer onea', 'Bearer onea', 'Bearer oneb', 'Bearer twob']);
    expect(readFileSync(`${path}.import`, 'utf8')).not.toMatch(/two/);
  });

  it('ends an import at once where the file can’t be read, and says so', async () => {
    const whole = gzipSync(lines('torn', 50));
    const torn = file('torn.ndjson.gz', whole.subarray(0, whole.length - 12));
    for (const [path, why] of [
      [file('plain.ndjson.gz', 'not gzip'), 'incorrect header check'],
      [torn, 'unexpected end of file'],
      [file('behind.ndjson.gz', Buffer.concat([whole, Buffer.from('more')])), 'incorrect header check'],
      [
        file('later.ndjson.gz', Buffer.concat([whole, Buffer.alloc(512), Buffer.from('more')])),
        'no gzip member',
      ],
      [folder, 'EISDIR'],
    ] as const) {
      const { code, stderr } = await cli(['import', path, '--patience', '5'], asAcme);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`${path} cannot be read`)]);
      expect(stderr).toContain(why);
      expect(stderr).not.toContain('trying again');
    }
  });

  it('says which address is none', async () => {
    const { code, stderr } = await cli(['tenant', 'list'], { ...asStaff, TRIBUTARY_URL: 'localhost:3000' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('"localhost:3000"')]);
    expect(stderr).toContain('http://');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('simulates a fleet at the rate that was asked for, and sums up', async () => {
    const { code, stdout } = await cli(['simulate', '--rate', '100', '--seconds', '3', '--json'], asAcme);
    const result = JSON.parse(stdout) as {
      events: number;
      devices: number;
      outcomes: object;
      latency_ms: { due_to_stored: { p50: number } };
    };
    expect(code).toBe(0);
    expect(result.events).toBeGreaterThan(200);
    expect(result.events).toBeLessThan(400);
    expect(result.outcomes).toEqual({ created: result.events });
    expect(result.latency_ms.due_to_stored.p50).toBeGreaterThan(0);
  });

  it('tails a stream as server-sent events', async () => {
    const text = (n: number) =>
      `id: ${n}\ndata: ${JSON.stringify({ event_uid: `e-${n}`, device_uid: 'd', type: 't', received_at: 'now', payload: { n } })}\n\n`;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url, request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(text(8) + text(9) + text(10));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const env = {
      TRIBUTARY_URL: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
      TRIBUTARY_TOKEN: 't',
    };
    const { code, stdout } = await cli(
      ['tail', '--type', 'a', '--type', 'b', '--after', '7', '--limit', '2'],
      env,
    );
    server.close();
    expect([code, stdout]).toEqual([0, 'now  d  t  e-8  {"n":8}\nnow  d  t  e-9  {"n":9}\n']);
    expect(asked).toEqual(['/v1/events/stream?type=a&type=b', '7']);
  });

  it('diagnoses: what is well, what is not, and what to do about it', async () => {
    const external = {
      DATABASE_URL: service.database.appUrl, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, JWT_PRIVATE_KEY,
    }; // prettier-ignore
    const well = await cli(['doctor', '--json'], { ...external, ...asAcme });
    expect(JSON.parse(well.stdout)).toMatchObject({ well: true });
    expect(well.code).toBe(0);
    expect(well.stdout).toContain('cursor keys are stored in the database unencrypted');
    const guarded = await cli(['doctor'], { ...external, KEY_ENCRYPTION_SECRET: 'k'.repeat(32) });
    expect(guarded.stdout).not.toContain('Keys:');
    const empty = await createEmptyDatabase();
    const sick = await cli(['doctor'], {
      ...external,
      DATABASE_URL: empty.adminUrl,
      REDIS_URL: 'redis://127.0.0.1:9',
      // A running `npm start` may answer at the default address.
      TRIBUTARY_URL: 'http://127.0.0.1:9',
    });
    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/✗ Schema: .*lacks \d+ migrations[^]*→ `npm run migrate`/);
    expect(sick.stdout).toMatch(/✗ Role: postgres: .*could bypass/);
    expect(sick.stdout).toMatch(/✗ Policies: [^]*✗ Redis: [^]*nothing answers at/);
    const wrong = await cli(['doctor'], { DATABASE_URL: 'mysql://x' });
    expect([wrong.code, wrong.stdout]).toEqual([
      1,
      expect.stringMatching(/✗ Configuration: .*\n.*DATABASE_URL/),
    ]);
    const fresh = await cli(['doctor'], { DATA_DIR: join(folder, 'none') });
    expect([fresh.code, fresh.stdout]).toEqual([0, expect.stringContaining('it does not exist yet')]);
  });
});

async function stored(client: ApiClient): Promise<number> {
  for (let [count, cursor] = [0, '']; ;) {
    const { body } = await client.get(`/v1/events?order=asc&limit=500${cursor && `&cursor=${cursor}`}`);
    if (!body.data.length) return count;
    [count, cursor] = [
      count + (body.data as unknown[]).length,
      encodeURIComponent(body.next_cursor as string),
    ];
  }
}

/** A TCP proxy that can be cut in the middle of a transfer. It cuts itself once, after `after` bytes of answers. */
async function breaking(target: string, after = Infinity) {
  let answered = 0;
  const sockets = new Set<Socket>();
  const { port } = new URL(target);
  const server = createTcpServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => (sockets.delete(socket), client.destroy(), upstream.destroy()));
    }
    client.pipe(upstream).pipe(client);
    upstream.on('data', ({ length }: Buffer) => {
      if (answered < after && (answered += length) >= after) client.destroy();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: () => (server.close(), sockets.forEach((socket) => socket.destroy())),
  };
}
