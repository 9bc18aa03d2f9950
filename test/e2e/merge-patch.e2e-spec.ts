import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { requestBody?: { content: object } }>>;
};
const patched = Object.keys(paths).filter((path) => paths[path]!.patch);

describe('a change', () => {
  let service: TestApp;
  let staff: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    await service.make.tenant('acme');
    const { token } = await service.make.staff();
    staff = service.api.as(token, { 'x-tenant-key': 'acme' });
  });
  afterAll(() => service.close());

  it('is documented of several resources', () => expect(patched.length).toBeGreaterThan(3));

  /** The resource does not exist. The service checks the body first. */
  const send = (path: string, type: string, body: string) =>
    staff.send('PATCH', path.replace(/\{\w+\}/, randomUUID()), { headers: { 'content-type': type }, body });

  describe.each(patched)('PATCH %s', (path) => {
    const types = Object.keys(paths[path]!.patch!.requestBody!.content);

    it.each(types)('is taken as %s', async (type) => {
      expect(await send(path, type, '{}')).toMatchObject({ status: 404, body: { code: 'not_found' } });
      const wrong = await send(path, type, '{"nobody_knows":1}');
      expect(wrong).toMatchObject({ status: 422, body: { code: 'unknown_field' } });
    });

    it('is taken as nothing else', async () => {
      expect(types).toEqual(['application/merge-patch+json', 'application/json']);
      for (const type of ['application/json-patch+json', 'text/plain', 'application/x-ndjson'])
        expect((await send(path, type, '{}')).status).toBe(415);
    });
  });
});
