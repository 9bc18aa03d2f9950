import { readdirSync, readFileSync } from 'node:fs';
import base from './jest.config.mjs';

/** What a spec imports if it needs a server: PostgreSQL, Redis or the service itself. */
const NEEDS_A_SERVER = /\/support\/(?:app|database|own-postgres|redis)|startEmbeddedPostgres/;

const specs = ['apps', 'libs', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.spec.ts') && !/^(?:chaos|cost|faults|fuzz|isolation)\//.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => !NEEDS_A_SERVER.test(readFileSync(path, 'utf8'))),
);

/** The fast tier, `npm run test:unit`: every spec that needs no server. */
const unit = { ...base, testMatch: specs.map((path) => `<rootDir>/${path}`) };
delete unit.testRegex;
export default unit;
