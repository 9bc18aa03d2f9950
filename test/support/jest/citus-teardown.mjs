import pg from 'pg';
import tearDown from './global-teardown.mjs';

/** Drops the databases of createEmptyCitusDatabase on every node. */
export default async function tearDownCitus() {
  await tearDown();
  if (!process.env.CITUS_URL) return;
  const nodes = await ask(
    process.env.CITUS_URL,
    `SELECT nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary'`,
  );
  for (const { nodename, nodeport } of nodes) {
    const url = new URL(process.env.CITUS_URL);
    Object.assign(url, { hostname: nodename, port: String(nodeport), pathname: '/postgres' });
    const made = await ask(
      url.href,
      `SELECT datname FROM pg_database WHERE datname ~ '^tributary_[0-9a-f]{12}$'`,
    );
    for (const { datname } of made) await ask(url.href, `DROP DATABASE ${datname} WITH (FORCE)`);
  }
}

async function ask(connectionString, statement) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
