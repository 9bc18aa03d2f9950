import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

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
});
