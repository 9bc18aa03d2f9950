import { readdirSync, readFileSync } from 'node:fs';

/** Wording that was frequent and is hard to read as a second language, with the plain wording. */
const PHRASES: [RegExp, string][] = [
  [/\bwhoever\b/i, 'name the person or the caller'],
  [/\bwhence\b/i, 'use "from where"'],
  [/\bfor ever\b/i, 'use "forever", or name the bound'],
  [/\bof before\b/i, 'use "previous"'],
  [/\b(?:is|are) told of\b/i, 'use "reports" or "lists"'],
  [/\bhears? of\b/i, 'use "reads" or "receives"'],
  [/\b(?:undefined|null|@throws [\w,` ]+?) where\b/i, 'use "if" for a condition'],
  [/\bwhere (?:there (?:is|are)|nothing|none|nobody)\b/i, 'use "if" for a condition'],
];

const filesOf = (folder: string, wanted: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted.test(name) && !/node_modules|\.spec\.ts$|schema\.ts$|metadata\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);

/** The comments of a program; a document without its code and without the titles of tests that it quotes. */
const proseOf = (file: string, text: string) =>
  file.endsWith('.ts')
    ? text.split('\n').map((line) => /^\s*(?:\/\*\*|\*|\/\/)(.*)/.exec(line)?.[1] ?? '')
    : text.split('\n').map((line) => line.replaceAll(/`[^`]*`|\b_[^_]+_\b/g, ''));

const relapsesOf = (file: string, text: string) =>
  proseOf(file, text).flatMap((line, index) =>
    PHRASES.filter(([phrase]) => phrase.test(line)).map(
      ([phrase, instead]) => `${file}:${index + 1} "${phrase.exec(line)?.[0]}": ${instead}`,
    ),
  );

describe('comments and documents', () => {
  it('are free of the wording that CONTRIBUTING.md rules out', () => {
    const files = [
      ...['apps', 'libs', 'test/support', 'test/bench'].flatMap((folder) => filesOf(folder, /\.ts$/)),
      ...filesOf('docs', /\.md$/),
      ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ];
    expect(files.flatMap((file) => relapsesOf(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('are read as prose: code and quoted titles of tests may use any words', () => {
    expect(relapsesOf('a.ts', '/** @returns undefined where nothing is stored */')).toHaveLength(2);
    expect(relapsesOf('a.ts', "const text = 'whoever';")).toEqual([]);
    expect(relapsesOf('a.md', 'See (`test/a.spec.ts`: _tells whoever asks_).')).toEqual([]);
  });
});
