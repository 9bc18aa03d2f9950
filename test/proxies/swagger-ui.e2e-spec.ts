import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { describeWithBrowser, startBrowser } from '../support/clients/browser.js';
import { freePort } from '../support/servers/process.js';
import { describeWithProxy, type Proxy, startNginx } from './programs.js';

jest.setTimeout(180_000);

const PICTURES = 'reports/browser';

describeWithBrowser('Swagger UI in a browser', () => {
  describeWithProxy('nginx')('behind nginx, under a path', () => {
    let service: TestApp;
    let nginx: Proxy;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    const elsewhere: string[] = [];

    beforeAll(async () => {
      mkdirSync(PICTURES, { recursive: true });
      const port = await freePort();
      const PUBLIC_URL = `http://127.0.0.1:${port}/ingest`;
      service = await startTestApp({ PUBLIC_URL, DOCS_ENABLED: 'true', TRUSTED_PROXIES: '127.0.0.1' });
      nginx = await startNginx(service.url, port);
      await service.make.staff();
      await service.make.tenant('acme');
      browser = await startBrowser();
      page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
      page.setDefaultTimeout(60_000);
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => void complaints.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (url.startsWith('http') && !url.startsWith(`${PUBLIC_URL}/`)) elsewhere.push(url);
      });
      await page.goto(`${PUBLIC_URL}/docs`);
    });
    afterAll(async () => {
      await browser?.close();
      await nginx?.stop();
      await service?.close();
    });

    it('logs in at the token endpoint under the path', async () => {
      await page.locator('.auth-wrapper .btn.authorize').first().click();
      const form = page.locator('.modal-ux .auth-container').filter({ has: page.locator('#oauth_username') });
      await form.locator('#oauth_username').fill(ADMIN.email);
      await form.locator('#oauth_password').fill(ADMIN.password);
      await form.locator('.btn.authorize').click();
      await page.getByRole('button', { name: 'Remove authorization' }).first().waitFor();
      await page.locator('.modal-ux .close-modal').click();
    });

    it('reads and writes under the path, as who it is logged in as', async () => {
      const call = async (id: string, fill: Record<string, string>) => {
        const block = page.locator(`[id="operations-Devices-${id}"]`);
        await block.locator('.opblock-summary-control').click();
        for (const [name, value] of Object.entries(fill))
          await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
        await block.locator('.btn.execute').click();
        const answer = block.locator('.live-responses-table .response');
        await answer.waitFor();
        return {
          status: await answer.locator('.response-col_status').innerText(),
          text: await block.innerText(),
        };
      };
      const made = await call('Devices_create', { 'X-Tenant-Key': 'acme' });
      // The example is `sensor-1`, which the tenant has: the answer is the service's own.
      expect([made.status.trim(), made.text]).toEqual(['409', expect.stringContaining('device_exists')]);
      const listed = await call('Devices_list', { 'X-Tenant-Key': 'acme' });
      expect([listed.status.trim(), listed.text]).toEqual(['200', expect.stringContaining('sensor-1')]);
      await page.screenshot({ path: `${PICTURES}/nginx.png` });
    });

    it('asks nothing beside the path, and complains of the 409 only', () => {
      expect(elsewhere).toEqual([]);
      expect(complaints.filter((each) => !each.includes('409'))).toEqual([]);
    });
  });
});
