import { ApiTokens } from '#libs/auth';
import { TenantContext } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';

describe('a token of a device that is removed while it is made', () => {
  let service: TestApp;
  beforeAll(async () => void (service = await startTestApp()));
  afterAll(() => service.close());

  it('is not found, no failure of ours', async () => {
    await service.make.tenant('acme');
    const tenant = { id: await service.make.tenantId('acme'), key: 'acme' };
    const make = () => service.app.get(ApiTokens).createForDevice('999999', { name: 'late' });
    const answer = service.app.get(TenantContext).runAs(tenant, make);
    await expect(answer).rejects.toMatchObject({ code: 'not_found' });
  });
});
