import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#libs/common';
import { createApp } from '../../api/src/create-app.js';
import { openApiDocument } from '../../api/src/openapi.js';
import { prepareDatabase } from './database.js';

const FILE = 'openapi.json';

/** Writes openapi.json from the code; with `check`, only says whether the committed one is current. @throws Error where stale */
export async function openapi(check: boolean): Promise<void> {
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'tributary-openapi-'));
  const config = loadConfig({ DATA_DIR, LOG_LEVEL: 'error' });
  const database = await prepareDatabase(config);
  try {
    const app = await createApp(config, database.url);
    const text = `${JSON.stringify(await openApiDocument(app), null, 2)}\n`;
    await app.close();
    if (!check) await writeFile(FILE, text);
    else if ((await readFile(FILE, 'utf8')) !== text)
      throw new Error(`${FILE} is stale: run \`npm run openapi\` and commit it`);
  } finally {
    await database.stop();
    await rm(DATA_DIR, { recursive: true, force: true });
  }
}
