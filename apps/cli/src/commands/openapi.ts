import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#libs/common';
import { createApp } from '../../../api/src/create-app.js';
import { openApiDocument } from '../../../api/src/document/openapi.js';
import { prepareDatabase } from '../database.js';
import { generatedFiles } from '../generated.js';

/**
 * Writes the generated files: the OpenAPI document, the client's types, the page of errors. With `check` it only checks
 * whether the committed files are current.
 * @throws Error if one is outdated
 */
export async function openapi(check: boolean): Promise<void> {
  const stale: string[] = [];
  for (const [file, text] of Object.entries(await generatedFiles(await documentOfTheCode())))
    // A file that is current keeps its time, because a newer one would make the next start build again.
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      if (check) stale.push(file);
      else await writeFile(file, text);
    }
  if (stale.length) throw new Error(`${stale.join(', ')}: outdated; run \`npm run openapi\` and commit`);
}

async function documentOfTheCode(): Promise<object> {
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'tributary-openapi-'));
  const config = loadConfig({ DATA_DIR, LOG_LEVEL: 'error' });
  const database = await prepareDatabase(config);
  try {
    const app = await createApp(config, database.url);
    const document = await openApiDocument(app);
    await app.close();
    return document;
  } finally {
    await database.stop();
    await rm(DATA_DIR, { recursive: true, force: true });
  }
}
