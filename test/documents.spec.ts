import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(path, 'utf8');

/** Titles of tests that do not run. */
const skipped = (text: string) =>
  [...text.matchAll(/\.(?:skip|todo)(?:\.each\([^]*?\))?\(\s*'([^']+)'/g)].map(([, title]) => title);

/** The documents match the code: each setting, command and dependency is where a reader looks for it. */
describe('the documents', () => {
  const settings = [
    ...read('libs/common/src/config/config.ts').matchAll(/^ {2}@.*? ([A-Z][A-Z_]+)[?!]?(?: =|;|:)/gm),
  ];

  it.each(settings.map(([, name]) => name))('explain %s', (name) => {
    expect(read('.env.example')).toMatch(new RegExp(`^${name}=`, 'm'));
    expect(read('README.md')).toContain(`\`${name}\``);
  });

  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = Object.keys(scripts).filter((name) => !/^(pre|post)/.test(name));

  it.each(commands)('name the command %s', (name) => {
    const call = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`;
    expect(read('README.md') + read('CONTRIBUTING.md')).toContain(call);
  });

  it('name every library', () => {
    const known = [...read('test/architecture.spec.ts').matchAll(/^ {2}(\w+): \[.*\],$/gm)].map(
      ([, name]) => name,
    );
    expect(known.length).toBeGreaterThan(8);
    for (const name of known) expect(read('CONTRIBUTING.md')).toContain(`libs/${name} `);
  });

  const claims = readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [...read(`docs/${name}`).matchAll(/`(test\/[^`]+\.ts)`: _([^_]+)_\)/g)])
    .map(([, file, title]) => [file, title] as const);

  it.each(claims)('claim nothing that is not tested: %s, %s', (file, title) => {
    expect(read(file)).toContain(`'${title}'`);
    expect(skipped(read(file))).not.toContain(title);
  });

  it('claim by name of a test', () => expect(claims.length).toBeGreaterThan(25));

  it('do not take a test that does not run for a proof', () => {
    const ways = ['.skip', '.skip.each([1])', '.todo', ''];
    const text = ways.map((way, i) => `it${way}('title ${i}', () => {});`).join('\n');
    expect(skipped(text)).toEqual(['title 0', 'title 1', 'title 2']);
  });

  /** What a program has between its marks, at the page's margin. */
  const shownOf = (file: string) => {
    const [, shown] = /(?:\/\/|#) docs: begin\n(.*?)\n[ \t]*(?:\/\/|#) docs: end/s.exec(read(file))!;
    const lines = shown!.replaceAll('\t', '  ').split('\n');
    const margin = Math.min(...lines.filter(Boolean).map((line) => line.search(/\S/)));
    return lines.map((line) => line.slice(margin)).join('\n');
  };
  const shown = readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [...read(`docs/${name}`).matchAll(/<!-- from (\S+) -->\n\n```\w+\n(.*?)\n```/gs)])
    .map(([, file, text]) => [file!, text!] as const);

  it.each(shown)('show %s as it is run', (file, text) => expect(text).toBe(shownOf(file)));

  it('show programs in five languages', () => {
    const types = shown.map(([file]) => file.split('.').at(-1));
    expect(types).toEqual(expect.arrayContaining(['sh', 'ts', 'py', 'go', 'java']));
  });

  it('name the versions of the generators that are tried', () => {
    const tools = ['install', 'requirements.txt', 'package.json'].map((name) =>
      read(`test/clients/tools/${name}`),
    );
    const rows = [...read('docs/client.md').matchAll(/^\| (\S+) +\| (\d+\.\d+\.\d+) /gm)];
    expect(rows.length).toBeGreaterThan(3);
    for (const [, , version] of rows) expect(tools.join('\n')).toContain(version);
  });
});
