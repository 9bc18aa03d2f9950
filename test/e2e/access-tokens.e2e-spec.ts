import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from 'node:crypto';
import { ADMIN, JWT_PRIVATE_KEY, startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { SECOND_MS, until } from '../support/wait.js';

type Fields = Record<string, unknown>;

const PASSWORD = { grant_type: 'password', username: ADMIN.email, password: ADMIN.password };

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string): [Fields, Fields] => {
  const [header, claims] = token.split('.').map((text) => Buffer.from(text, 'base64url').toString());
  return [JSON.parse(header), JSON.parse(claims)];
};
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const kidsOf = async (api: ApiClient): Promise<string[]> =>
  (await api.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid);
const statusOf = async (url: string, token: string) =>
  (await new ApiClient(url, token).get('/v1/auth/me')).status;

/** RFC 8725. Each forgery differs from a good token in one thing. Our own key signs it if that is possible. */
describe('an access token', () => {
  let service: TestApp;
  let header: Fields;
  let claims: Fields;

  beforeAll(async () => {
    service = await startTestApp();
    [header, claims] = partsOf((await service.make.staff()).token!);
  });
  afterAll(() => service.close());

  const sign = (more: Fields = {}, said: Fields = {}, key: string | KeyObject = JWT_PRIVATE_KEY) => {
    const input = `${part({ ...header, ...more })}.${part({ ...claims, ...said })}`;
    const options = { key, dsaEncoding: 'ieee-p1363' } as const;
    return `${input}.${signBytes('sha256', Buffer.from(input), options as never).toString('base64url')}`;
  };
  /** An HMAC with the public key as its secret. A verifier that lets the header choose the algorithm would accept it. */
  const hmac = (secret: string | Buffer) => {
    const input = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const publicKey = createPublicKey(JWT_PRIVATE_KEY);
  const foreign = newKey();
  const past = Math.floor(Date.now() / 1000) - 5;

  it('made by this test as the service makes it is good', async () => {
    expect(await statusOf(service.url, sign())).toBe(200);
  });

  it.each<[string, () => string]>([
    ['without a signature (alg none)', () => `${part({ ...header, alg: 'none' })}.${part(claims)}.`],
    ['that says none and is signed', () => sign({ alg: 'none' })],
    ['signed by HMAC with the public key, PEM', () => hmac(publicKey.export({ type: 'spki', format: 'pem' }))],
    ['signed by HMAC with the public key, DER', () => hmac(publicKey.export({ type: 'spki', format: 'der' }))],
    ['that says RS256', () => sign({ alg: 'RS256' })],
    ['that says ES384', () => sign({ alg: 'ES384' })],
    ['of another type', () => sign({ typ: 'JWT' })],
    ['of no type', () => sign({ typ: undefined })],
    ['for another audience', () => sign({}, { aud: 'https://elsewhere.test' })],
    ['for no audience', () => sign({}, { aud: undefined })],
    ['of another issuer', () => sign({}, { iss: 'https://elsewhere.test' })],
    ['of no issuer', () => sign({}, { iss: undefined })],
    ['that has expired', () => sign({}, { exp: past })],
    ['that never expires', () => sign({}, { exp: undefined })],
    ['that is not yet valid', () => sign({}, { nbf: past + 3600 })],
    ['of no session', () => sign({}, { sid: undefined })],
    ['of another session', () => sign({}, { sid: '00000000-0000-4000-8000-000000000000' })],
    ['of a session that is no id', () => sign({}, { sid: "' OR 1=1 --" })],
    ['of nobody', () => sign({}, { sub: undefined })],
    ['of somebody else', () => sign({}, { sub: '00000000-0000-4000-8000-000000000000' })],
    ['of a subject that is no id', () => sign({}, { sub: "x' OR '1'='1" })],
    ['signed by a foreign key under our id', () => sign({}, {}, foreign.privateKey)],
    ['without a key id', () => sign({ kid: undefined })],
    ['with a key id that nothing has', () => sign({ kid: 'another' }, {}, foreign.privateKey)],
    ['with a path for a key id', () => sign({ kid: '../../../dev/null' }, {}, foreign.privateKey)],
    ['with SQL for a key id', () => sign({ kid: "x' UNION SELECT 'key" }, {}, foreign.privateKey)],
    ['with a member of every object for a key id', () => sign({ kid: '__proto__' }, {}, foreign.privateKey)],
    ['with a list for a key id', () => sign({ kid: [header.kid] })],
    ['that brings its key', () => sign({ jwk: foreign.publicKey.export({ format: 'jwk' }) }, {}, foreign.privateKey)],
    ['that says where its key is', () => sign({ jku: 'http://127.0.0.1:9/k', x5u: 'http://127.0.0.1:9/k' }, {}, foreign.privateKey)],
    ['that was altered', () => sign().replace(/\.[^.]+\./, `.${part({ ...claims, tenant: 'acme' })}.`)],
    ['that was cut', () => sign().slice(0, -4)],
    ['with a header that is no object', () => `${part('x' as never)}.${part(claims)}.AAAA`],
    ['with a header that is null', () => `bnVsbA.${part(claims)}.AAAA`],
  ])('%s is refused', async (_, forge) => {
    const answer = await service.api.as(forge()).get('/v1/auth/me');
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  }); // prettier-ignore
});

/** Each service has a process of its own, because Passport keeps its strategies once per process. */
describe('signing keys', () => {
  let database: TestDatabase;
  let one: ServiceProcess;
  let two: ServiceProcess;
  let staff: ApiClient;
  const running: ServiceProcess[] = [];

  const start = async (env: Record<string, string> = {}) => {
    const service = await startProcess(database, env);
    running.push(service);
    return service;
  };
  const logIn = async ({ url }: ServiceProcess) => (await grant(url, PASSWORD)).body;
  const asStaff = async (service: ServiceProcess) =>
    new ApiClient(service.url, (await logIn(service)).access_token);
  const grant = (url: string, body: object) => new ApiClient(url).post('/v1/auth/token', body);
  const rotate = (body?: object) => staff.post('/v1/signing-keys/rotate', body);
  const listed = async () => (await staff.get('/v1/signing-keys')).body.data as Fields[];
  const states = async () => (await listed()).map(({ kid, state }) => [kid, state]);
  const kidOf = (client: ApiClient) => partsOf(client.token!)[0].kid;
  const kidsAt = ({ url }: ServiceProcess) => kidsOf(new ApiClient(url));

  beforeAll(async () => {
    database = await createTestDatabase();
    const maker = await startTestApp({}, database);
    await maker.make.staff();
    await maker.close();
    [one, two] = await Promise.all([start(), start()]);
    staff = await asStaff(one);
  }, 60_000);
  afterAll(() => {
    for (const { child } of running) child.kill('SIGKILL');
    return Promise.all(running.map(({ ended }) => ended));
  });

  it('start as the configured one, in every process', async () => {
    expect(await kidsAt(one)).toEqual([kidOf(staff)]);
    expect(await kidsAt(two)).toEqual([kidOf(staff)]);
  });

  it('are rotated: none signs before every process verifies it, and the old one goes on verifying', async () => {
    const [old] = await kidsAt(one);
    const before = Date.now();
    const made = await rotate();
    const after = Date.now();
    expect(made.status).toBe(201);
    const { kid, signs_from, previous_end_at } = made.body;
    expect(Date.parse(signs_from)).toBeGreaterThan(before + 1000);
    expect(Date.parse(signs_from)).toBeLessThanOrEqual(after + 2000);
    expect(Date.parse(previous_end_at)).toBeGreaterThan(before + 900_000);
    expect(Date.parse(previous_end_at)).toBeLessThan(after + 970_000);
    // This process shows the new key at once, the other one within a second. The old key signs until the new one does.
    expect(await kidsAt(one)).toEqual([kid, old]);
    expect((await states()).map(([each]) => each)).toEqual([kid, old]);
    // On a slow machine the new key may sign already. Then this token was made after `signs_from`.
    const early = await asStaff(one);
    if (kidOf(early) !== old) expect(Date.now()).toBeGreaterThan(Date.parse(signs_from));
    await until(
      'the other process shows both',
      async () => (await kidsAt(two)).join() === [kid, old].join(),
      SECOND_MS,
    );
    let fresh = early;
    await until('the new key signs', async () => kidOf((fresh = await asStaff(one))) === kid);
    expect(Date.now()).toBeGreaterThan(Date.parse(signs_from));
    expect(kidOf(await asStaff(two))).toBe(kid);
    expect(await listed()).toEqual([
      { kid, state: 'signing', created_at: expect.any(String), signs_from, verifies_until: null },
      expect.objectContaining({ kid: old, state: 'verifying', verifies_until: previous_end_at }),
    ]);
    for (const { url } of [one, two])
      for (const token of [staff.token!, fresh.token!]) expect(await statusOf(url, token)).toBe(200);
    const trail = await staff.get('/v1/platform/audit?action=key.rotate');
    expect(trail.body.data[0]).toMatchObject({
      target: `key:${kid}`,
      actor: expect.stringMatching(/^user:/),
    });
  });

  it('are replaced at once where one is known to others: every access token ends, sessions go on', async () => {
    const { access_token, refresh_token } = await logIn(one);
    expect(await statusOf(two.url, access_token)).toBe(200);
    expect((await rotate({ revoke_previous: true })).status).toBe(201);
    expect(await kidsAt(one)).toHaveLength(1);
    expect(await statusOf(one.url, access_token)).toBe(401);
    await until(
      'it has ended at the other',
      async () => (await statusOf(two.url, access_token)) === 401,
      SECOND_MS,
    );
    const next = (await grant(two.url, { grant_type: 'refresh_token', refresh_token })).body;
    expect(await statusOf(one.url, next.access_token)).toBe(200);
    staff = staff.as(next.access_token);
    expect((await states()).map(([, state]) => state)).toEqual(['signing', 'retired', 'retired']);
  });

  it('are listed page by page, each once', async () => {
    const all = await listed();
    const seen: Fields[] = [];
    let cursor = '';
    do {
      const { body } = await staff.get(`/v1/signing-keys?limit=1${cursor}`);
      expect(body.data).toHaveLength(1);
      seen.push(...body.data);
      cursor = body.next_cursor && `&cursor=${body.next_cursor}`;
    } while (cursor);
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThan(2);
    const answers = [
      await staff.get('/v1/signing-keys?cursor=x.y'),
      await staff.get('/v1/signing-keys?state=next'),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'invalid_cursor'],
      [422, 'unknown_field'],
    ]);
  });

  it('are rotated by people of the platform, not by services, which may see them', async () => {
    const made = await staff.post('/v1/service-clients', {
      name: 's',
      abilities: ['tenants:read', 'tenants:write'],
    });
    const { id: client_id, client_secret } = made.body;
    const { body } = await grant(one.url, { grant_type: 'client_credentials', client_id, client_secret });
    const service = staff.as(body.access_token);
    expect((await service.post('/v1/signing-keys/rotate')).status).toBe(403);
    expect((await service.get('/v1/signing-keys')).status).toBe(200);
    expect((await rotate({ revoke_previous: 'yes' })).status).toBe(422);
  });

  it('that several rotate at once leave one that goes on', async () => {
    await Promise.all([rotate(), rotate(), rotate()]);
    const open = await asAdmin(database.adminUrl, (client) =>
      client.query('SELECT kid FROM signing_keys WHERE expires_at IS NULL'),
    );
    expect(open.rowCount).toBe(1);
  });

  it('are nobody’s to read in the database, and erased when they have ended', async () => {
    const { rows } = await asAdmin(database.adminUrl, (client) =>
      client.query('SELECT private_key, expires_at < now() AS over FROM signing_keys'),
    );
    expect(rows.filter(({ over }) => over).length).toBeGreaterThan(0);
    for (const { private_key, over } of rows) {
      if (over) expect(private_key).toBeNull();
      // This is the object identifier of the curve, which an unencrypted PKCS #8 key contains.
      else expect(private_key.includes(Buffer.from('06082a8648ce3d030107', 'hex'))).toBe(false);
    }
  });

  it('are taken over by a changed JWT_PRIVATE_KEY, and by the old one when it comes back', async () => {
    const pem = newKey().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const before = await kidsAt(one);
    const changed = await start({ JWT_PRIVATE_KEY: pem });
    const after = await kidsAt(changed);
    const fresh = await asStaff(changed);
    expect(after).toEqual([kidOf(fresh), ...before]);
    expect(await statusOf(changed.url, staff.token!)).toBe(200);
    await until(
      'the others take its tokens',
      async () => (await statusOf(one.url, fresh.token!)) === 200,
      SECOND_MS,
    );
    expect(await kidsAt(await start({ JWT_PRIVATE_KEY: pem }))).toEqual(after);
    await asAdmin(database.adminUrl, (client) =>
      client.query('UPDATE signing_keys SET expires_at = now() WHERE kid <> $1', [kidOf(fresh)]),
    );
    const back = await start();
    expect(await kidsAt(back)).toHaveLength(2);
    expect(await statusOf(back.url, fresh.token!)).toBe(200);
  }, 60_000);
});
