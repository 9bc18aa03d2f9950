import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { type CitusNode, citusNodes, urlOn } from '../support/servers/citus.js';
import { describeOnCitus } from './describe-on-citus.js';

const TENANTS = ['acme', 'globex', 'initech', 'umbrella'];

/** Plain SQL as the service's role at each worker, past the coordinator. */
describeOnCitus('row level security on workers', () => {
  let service: TestApp;
  let workers: CitusNode[];
  const ids: string[] = [];

  beforeAll(async () => {
    [, ...workers] = await citusNodes();
    service = await startTestApp();
    for (const key of TENANTS) {
      await (await service.make.tenant(key)).post('/v1/events', event(`of-${key}`));
      ids.push(await service.make.tenantId(key));
    }
  });
  afterAll(() => service.close());

  async function atWorker<T>(worker: CitusNode, work: (client: Client) => Promise<T>): Promise<T> {
    const url = new URL(urlOn(worker, new URL(service.database.adminUrl).pathname.slice(1)));
    const client = new Client({ connectionString: Object.assign(url, { username: 'tributary_app' }).href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
  const uids = async (client: Client, table = 'events') =>
    (await client.query(`SELECT event_uid AS uid FROM ${table}`)).rows.map(({ uid }) => uid as string);
  const shardsOn = async (client: Client, { port }: CitusNode) =>
    (await client.query(`SELECT shard_name AS name FROM citus_shards WHERE table_name = 'events'::regclass AND nodeport = $1`, [port])).rows.map(({ name }) => name as string); // prettier-ignore

  it('shows nothing without a tenant, in the tables and in their shards', async () => {
    for (const worker of workers)
      await atWorker(worker, async (client) => {
        expect(await uids(client)).toEqual([]);
        const shards = await shardsOn(client, worker);
        expect(shards.length).toBeGreaterThan(0);
        for (const shard of shards) expect(await uids(client, shard)).toEqual([]);
      });
  });

  it('shows each tenant its own rows, wherever they are, and each shard no other', async () => {
    for (const worker of workers)
      await atWorker(worker, async (client) => {
        const shards = await shardsOn(client, worker);
        for (const [i, key] of TENANTS.entries()) {
          await client.query('BEGIN');
          await client.query('SELECT app_set_tenant($1)', [ids[i]]);
          expect(await uids(client)).toEqual([`of-${key}`]);
          const inShards = (await Promise.all(shards.map((shard) => uids(client, shard)))).flat();
          expect([[], [`of-${key}`]]).toContainEqual(inShards);
          await client.query('COMMIT');
        }
      });
  });

  it('has the tenants on several workers, so that the above says something', async () => {
    const homes = await atWorker(workers[0], async (client) => {
      const { rows } = await client.query(
        `SELECT DISTINCT nodeport FROM pg_dist_placement p JOIN pg_dist_node n USING (groupid) WHERE shardid = ANY (SELECT get_shard_id_for_distribution_column('events', id) FROM unnest($1::bigint[]) id)`,
        [ids],
      );
      return rows.length;
    });
    expect(homes).toBeGreaterThan(1);
  });
});
