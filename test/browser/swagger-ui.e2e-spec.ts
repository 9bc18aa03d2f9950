import { mkdirSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { describeWithBrowser, startBrowser } from '../support/clients/browser.js';

/** Screenshots of the run, kept as build output. */
const PICTURES = 'reports/browser';

jest.setTimeout(180_000);

/** What admin staff do, by hand and without curl: everything here goes through "Try it out". */
describeWithBrowser('Swagger UI in a browser', () => {
  let service: TestApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const hosts = new Set<string>();

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    service = await startTestApp({ DOCS_ENABLED: 'true', PUBLIC_URL: '' });
    await service.make.staff();
    browser = await startBrowser();
    page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on(
      'request',
      (request) => void (request.url().startsWith('http') && hosts.add(new URL(request.url()).host)),
    );
    await page.goto(`${service.url}/docs`);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const picture = (name: string) => page.screenshot({ path: `${PICTURES}/${name}.png` });

  /** Opens an operation. */
  async function open(tag: string, operation: string): Promise<Locator> {
    const block = page.locator(`[id="operations-${tag}-${operation}"]`);
    await block.waitFor();
    if (!(await block.locator('.opblock-body').isVisible()))
      await block.locator('.opblock-summary-control').click();
    await block.locator('.btn.execute').waitFor();
    return block;
  }

  /** Fills in what the example does not have, executes, and reads the answer. */
  async function tryOut(
    block: Locator,
    parameters: Record<string, string> = {},
    change: (body: Record<string, unknown>) => object = (body) => body,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    for (const [name, value] of Object.entries(parameters))
      await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
    const body = block.locator('textarea.body-param__text');
    if (await body.count()) {
      const example = JSON.parse(await body.inputValue()) as Record<string, unknown>;
      await body.fill(JSON.stringify(change(example), null, 2));
    }
    await block.locator('.btn.execute').click();
    const answer = block.locator('.live-responses-table .response');
    await answer.waitFor();
    const status = Number.parseInt(await answer.locator('.response-col_status').innerText(), 10);
    const text = status === 204 ? '{}' : await answer.locator('.highlight-code pre').first().innerText();
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  }

  const isAuthorised = () => page.locator('.auth-wrapper .btn.authorize.locked').isVisible();

  it('lists the operations by task, each with what it is for', async () => {
    await page.locator('.opblock-tag-section').first().waitFor();
    const tags = await page
      .locator('h3.opblock-tag')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-tag')));
    expect(tags.slice(0, 4)).toEqual(['Authentication', 'Events', 'Devices', 'Tenants']);
    const texts = await page.locator('.opblock-summary-description').allInnerTexts();
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.every((text) => text.trim().length > 5)).toBe(true);
    await picture('1-operations');
  });

  it('logs in with email and password, and is logged in after a reload', async () => {
    await page.locator('.auth-wrapper .btn.authorize').first().click();
    const form = page.locator('.modal-ux .auth-container').filter({ has: page.locator('#oauth_username') });
    await form.locator('#oauth_username').fill(ADMIN.email);
    await form.locator('#oauth_password').fill(ADMIN.password);
    await form.locator('.btn.authorize').click();
    // The fields are gone once the log-in has worked.
    // Each flow of the scheme has such a button.
    await page.getByRole('button', { name: 'Remove authorization' }).first().waitFor();
    await picture('2-authorised');
    await page.locator('.modal-ux .close-modal').click();
    expect(await isAuthorised()).toBe(true);
    await page.reload();
    await page.locator('.auth-wrapper').waitFor();
    expect(await isAuthorised()).toBe(true);
  });

  it('creates a tenant and a device from the examples', async () => {
    const tenant = await tryOut(await open('Tenants', 'Tenants_create'));
    expect(tenant).toMatchObject({ status: 201, body: { key: 'acme', status: 'active' } });
    await picture('3-tenant');
    const device = await tryOut(await open('Devices', 'Devices_create'), { 'X-Tenant-Key': 'acme' });
    expect(device).toMatchObject({
      status: 201,
      body: { device_uid: 'sensor-1', name: 'Thermometer at the door' },
    });
  });

  it('sends the example event, sees it in the list, and again as a duplicate', async () => {
    const send = await open('Events', 'Events_ingest');
    const acme = { 'X-Tenant-Key': 'acme' };
    const inAcme = (body: object) => ({ ...body, tenant_key: 'acme' });
    const sent = await tryOut(send, acme, inAcme);
    expect(sent).toMatchObject({ status: 201, body: { outcome: 'created' } });
    await send.scrollIntoViewIfNeeded();
    await picture('4-event');
    const listed = await tryOut(await open('Events', 'Events_list'), acme);
    expect(listed.body.data).toEqual([
      expect.objectContaining({ event_uid: sent.body.event_uid, device_uid: 'sensor-1' }),
    ]);
    await send.locator('.btn.execute').click();
    await send.locator('.live-responses-table').getByText('duplicate').first().waitFor();
  });

  it('creates an API token from the example and revokes it', async () => {
    const acme = { 'X-Tenant-Key': 'acme' };
    const { status, body } = await tryOut(await open('Tokens', 'ApiTokens_create'), acme);
    expect(status).toBe(201);
    const owner = service.api.as(body.token as string);
    expect((await owner.get('/v1/events')).status).toBe(200);
    const revoked = await tryOut(await open('Tokens', 'ApiTokens_revoke'), {
      ...acme,
      id: body.id as string,
    });
    expect(revoked.status).toBe(204);
    await picture('5-revoked');
    expect((await owner.get('/v1/events')).status).toBe(401);
  });

  it('complained of nothing and asked no other host', () => {
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([new URL(service.url).host]);
  });
});
