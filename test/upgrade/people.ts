import { setTimeout as sleep } from 'node:timers/promises';
import type { Tenant } from '../chaos/senders.js';
import { ADMIN } from '../support/app.js';
import { type Answer, ApiClient } from '../support/clients/client.js';
import { UNLIMITED } from '../support/unlimited.js';

/** Pause between two rounds. Milliseconds. */
const EVERY_MS = 200;

/** By HTTP, because the service is of another release than the fixtures of the tests. */
async function staffAt(url: string): Promise<ApiClient> {
  const login = { grant_type: 'password', username: ADMIN.email, password: ADMIN.password };
  return new ApiClient(url, (await must(new ApiClient(url), '/v1/auth/token', login)).body.access_token);
}

/** A tenant with a device `sensor-1`, and a token that may do everything there. */
export async function makeTenant(url: string, key: string): Promise<Tenant> {
  const staff = await staffAt(url);
  await must(staff, '/v1/tenants', { key, settings: { limits: UNLIMITED } });
  const there = staff.as(staff.token, { 'x-tenant-key': key });
  await must(there, '/v1/devices', { device_uid: 'sensor-1' });
  return { key, token: (await must(there, '/v1/tokens', { name: 'upgrade', abilities: ['*'] })).body.token };
}

async function must(client: ApiClient, path: string, body: object): Promise<Answer> {
  const answer = await client.post(path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer;
}

/** People, services and a consumer of the feed, whose requests go to any process: what look-ups, sessions and cursors must stand. */
export class People {
  /** Answers that are no success, with what was asked. */
  readonly refused: string[] = [];
  /** Events of the feed, in the order in which the consumer got them. */
  readonly fed: string[] = [];
  private running = true;
  private rounds: Promise<void> = Promise.resolve();
  private cursor = '';

  private constructor(
    private readonly url: () => string,
    private readonly tenant: Tenant,
    private readonly client: { id: string; client_secret: string },
  ) {}

  static async make(tenant: Tenant, url: () => string): Promise<People> {
    const body = { name: 'roller', abilities: ['events:read'], tenant_key: tenant.key };
    return new People(url, tenant, (await must(await staffAt(url()), '/v1/service-clients', body)).body);
  }

  start(): void {
    this.rounds = this.run();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.rounds;
  }

  /** Takes the feed to its end. */
  async follow(): Promise<void> {
    for (;;) {
      const page = await this.ask(this.tenant.token, 'GET', `/v1/events?type=chaos&order=asc&limit=500${this.cursor}`);
      for (const { event_uid } of page?.data ?? []) this.fed.push(event_uid);
      if (!page?.data.length) return;
      this.cursor = `&cursor=${page.next_cursor}`;
    }
  } // prettier-ignore

  private async run(): Promise<void> {
    for (let round = 0; this.running; round++) {
      const { client_secret, id: client_id } = this.client;
      const grant = round % 2
        ? { grant_type: 'client_credentials', client_id, client_secret }
        : { grant_type: 'password', username: ADMIN.email, password: ADMIN.password };
      const token = (await this.ask(undefined, 'POST', '/v1/auth/token', grant))?.access_token;
      await this.ask(token, 'GET', `/v1/events?limit=1&tenant_key=${this.tenant.key}`);
      await this.ask(this.tenant.token, 'GET', '/v1/devices');
      await this.ask(this.tenant.token, 'POST', '/v1/devices', { device_uid: `made-${round}` });
      await this.follow();
      await sleep(EVERY_MS);
    }
  } // prettier-ignore

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  private async ask(token: string | undefined, method: string, path: string, body?: object): Promise<any> {
    const answer = await new ApiClient(this.url(), token).send(method, path, { body }).catch(String);
    const isGood = typeof answer === 'object' && answer.status < 300;
    if (!isGood)
      this.refused.push(
        `${method} ${path.slice(0, 40)}: ${typeof answer === 'string' ? answer : answer.text.slice(0, 200)}`,
      );
    return isGood ? answer.body : undefined;
  }
}
