import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import ts from 'typescript';

const { satisfies } = createRequire(__filename)('semver') as {
  satisfies(version: string, range: string): boolean;
};
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<
    string,
    { version?: string; license?: string; dev?: boolean; engines?: { node?: string } }
  >;
};
const installed = Object.entries(packages).filter(([path]) => path);

/** Development packages that say they do not run on a version, and do. */
const KNOWN = new Map([['26.0.0', ['node_modules/cloudevents']]]);
/** Packages from before the field; their LICENSE or README says MIT. */
const MIT_IN_THEIR_FILES = ['node_modules/passport-strategy', 'node_modules/pause'];
const LICENCES =
  /^\(?(?:0BSD|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|BlueOak-1\.0\.0|ISC|MIT|MIT-0|Python-2\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|WTFPL)(?: (?:OR|AND) .+)?\)?$/;

/** What jest brings along, and our own client, which a test packs and installs. */
const NOT_LISTED = new Set(['@jest/globals', 'jest-environment-node', '@tributary/client']);
/** Writes the committed documents; the running service does not need it. */
const DEVELOPMENT_COMMAND = 'apps/cli/src/generated.ts';

describe('the packages', () => {
  it.each(['20.19.0', '22.13.0', '24.11.0', '26.0.0'])('install without a warning on Node %s', (node) => {
    const refuse = installed.filter(([, { engines }]) => engines?.node && !satisfies(node, engines.node));
    expect(refuse.map(([path]) => path)).toEqual(KNOWN.get(node) ?? []);
  });

  it('of production have licences that ask for no more than their text', () => {
    const others = installed.filter(
      ([, { dev, license }]) => !dev && license !== undefined && !LICENCES.test(license),
    );
    expect(others.map(([path, { license }]) => [path, license])).toEqual([]);
    const unnamed = installed.filter(([, { dev, license }]) => !dev && license === undefined);
    expect(unnamed.map(([path]) => path)).toEqual(MIT_IN_THEIR_FILES);
  });

  it('that are imported are declared, and as no development packages where the product imports them', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
      readFileSync('package.json', 'utf8'),
    ) as Record<string, object>;
    const ofProduct = { ...dependencies, ...optionalDependencies };
    const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', ':!test/clients'], { encoding: 'utf8' });
    const undeclared = files.trim().split('\n').flatMap((file) => {
      const isProduct = /^(?:apps|libs)\//.test(file) && !/\.spec\.ts$/.test(file) && file !== DEVELOPMENT_COMMAND;
      const declared = isProduct ? ofProduct : { ...ofProduct, ...devDependencies };
      return ts
        .preProcessFile(readFileSync(file, 'utf8'))
        .importedFiles.map(({ fileName }) => /^(?:@[^/]+\/)?[^/]+/.exec(fileName)![0])
        .filter((name) => !/^[.#]/.test(name) && !isBuiltin(name) && !Object.hasOwn(declared, name) && !NOT_LISTED.has(name))
        .map((name) => `${file}: ${name}`);
    }); // prettier-ignore
    expect(undeclared).toEqual([]);
  });
});
