import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as typeorm from 'typeorm';

const PROGRAMS = 'dist/programs';
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
const files = new Map(
  readdirSync(PROGRAMS).map((name) => [name, readFileSync(join(PROGRAMS, name), 'utf8')]),
);
const importsOf = (name: string) =>
  [...files.get(name)!.matchAll(/^import\b[^;"'(]*["']([^"']+)["']|;import\b[^;"'(]*["']([^"']+)["']/gm)].map(
    ([, first, next]) => (first ?? next)!,
  );

/** Every file and package that is loaded before a file's own first line runs. */
function loadedBy(name: string, seen = new Set<string>()): Set<string> {
  for (const each of importsOf(name)) {
    if (seen.has(each)) continue;
    seen.add(each);
    if (each.startsWith('./')) loadedBy(each.slice(2), seen);
  }
  return seen;
}

const chunk = (beginning: string) => [...files.keys()].find((name) => name.startsWith(beginning))!;
/** What serves: the program itself may be the parent of several, which loads none of it. */
const [start, serve, run, several] = ['start-', 'serve-', 'run-', 'several-'].map(chunk);
/** The file that holds a text. */
const home = (text: string) => [...files].find(([, each]) => each.includes(text))?.[0];

/** The output of `npm run build`, which everything runs: see bundle.mjs. */
describe('a bundled program', () => {
  it.each(['cli', 'api', 'worker'])('%s is what its main.js runs', (name) => {
    expect(readFileSync(`dist/apps/${name}/src/main.js`, 'utf8')).toContain(`programs/${name}.js`);
  });

  it.each([start!, serve!, run!])('%s loads only packages that are installed with it', (name) => {
    const loaded = [...loadedBy(name)];
    const packages = loaded.filter((each) => /^[@a-z][a-z0-9@/-]*$/.test(each));
    expect(loaded.length).toBeGreaterThan(50);
    expect(packages.filter((each) => !builtinModules.includes(each) && !(each in dependencies))).toEqual([]);
  });

  it.each(['api.js', 'worker.js', several!])('%s loads neither ORM nor HTTP server', (name) => {
    const heavy = [home('return"TenantDatabase"'), home('function createApp')];
    expect(heavy).toEqual([expect.any(String), expect.any(String)]);
    for (const each of heavy) expect([...loadedBy(name)]).not.toContain(`./${each}`);
  });

  it.each([
    ['the exporter of traces', 'OtlpTracer=class'],
    ['the list of common passwords', 'AqwertyA'],
    ['the maker of the OpenAPI document', 'function openApiDocument'],
    ['the fleets that are simulated', 'function fleetOf'],
  ])('starts without %s', (_, text) => {
    const where = home(text);
    expect(where).toBeDefined();
    expect(loadedBy(start!)).not.toContain(`./${where}`);
  });

  it('is kept in memory as one byte a character', () => {
    expect([...files].filter(([, text]) => /[^\0-\x7f]/.test(text)).map(([name]) => name)).toEqual([]);
  });

  it('names no class, and no closure each time that it is made, by defining the name anew', () => {
    const anew = /\b(?:const|let)\s+\w+=\s*__name\(|static\s*\{\s*__name\(/;
    expect([...files].filter(([, text]) => anew.test(text)).map(([name]) => name)).toEqual([]);
    expect([...files.values()].filter((text) => text.includes('static get name(){return"TenantDatabase"}'))).toHaveLength(1);
  });

  it('has one TypeORM, in which @nestjs/typeorm would look for these in vain', () => {
    expect(Object.keys(typeorm)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(Connection|AbstractRepository)$/)]));
    expect([...files.values()].filter((text) => /require\w*\(\s*"typeorm"/.test(text))).toEqual([]);
  });
}); // prettier-ignore

describe('the benchmark', () => {
  it('loads: what it shares with the tests needs no test runner', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'bench', '--', '--help']);
    expect(stdout).toContain('Usage: npm run bench');
  }, 60_000);
});
