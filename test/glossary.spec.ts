import { readdirSync, readFileSync } from 'node:fs';

const TERMS = [
  ...readFileSync('docs/glossary.md', 'utf8').matchAll(/^\| ([^|`]+?) +\| .*\| `([^`]+)` +\|$/gm),
];

describe('the glossary', () => {
  const tree = ['apps', 'libs']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !/\.spec\.ts$|schema\.ts$|metadata\.ts$/.test(name))
        .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
    )
    .join('\n');

  it.each(TERMS.map(([, term, name]) => [term, name]))('has %s where the code says %s', (_, name) => {
    expect(tree).toMatch(new RegExp(`(?<![A-Za-z])${name.replace('=', '[=:]')}(?![A-Za-z])`));
  });

  it('has some forty terms, each once', () => {
    const terms = TERMS.map(([, term]) => term);
    expect(terms.length).toBeGreaterThanOrEqual(40);
    expect(new Set(terms).size).toBe(terms.length);
  });
});
