import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import ts from 'typescript';

/**
 * Bundles the programs of dist in place: finding and opening three thousand small package files costs more than running
 * them. Statements keep their lines and functions their names, so that stacks are readable.
 */
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Packages that read files next to their own, that must be loaded only once (metadata), or that may be missing. */
const EXTERNAL = [
  'argon2',
  'swagger-ui-dist',
  'reflect-metadata',
  ...['microservices', 'websockets', 'platform-express'].map((name) => `@nestjs/${name}`),
  ...['multipart', 'view'].map((name) => `@fastify/${name}`),
  ...Object.keys(devDependencies),
];

/** CommonJS packages in an ES module load Node's modules by `require`; decorators need reflect-metadata first. */
const BANNER = `import 'reflect-metadata';
import { createRequire as $createRequire } from 'node:module';
const require = $createRequire(import.meta.url), { filename: __filename, dirname: __dirname } = import.meta;`;

/** @nestjs/typeorm loads a second TypeORM from its files, to look for two classes that TypeORM 1 does not have. */
const ONE_TYPEORM = {
  name: 'one-typeorm',
  setup: ({ onLoad }) =>
    onLoad({ filter: /nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ }, () => ({
      contents: 'export const Connection = undefined, AbstractRepository = undefined;',
    })),
};

const PROGRAMS = ['cli', 'api', 'worker'];
const { outputFiles } = await build({
  entryPoints: PROGRAMS.map((name) => ({ in: `dist/apps/${name}/src/main.js`, out: name })),
  outdir: 'dist/programs',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  keepNames: true,
  minifyWhitespace: true,
  lineLimit: 110,
  external: EXTERNAL,
  banner: { js: BANNER },
  plugins: [ONE_TYPEORM],
  write: false,
  logLevel: 'warning',
});

/** Whether JavaScript itself gives a function that name there, or the name that esbuild numbered. */
const isNamed = ({ parent }, name) => {
  const place = ts.isBinaryExpression(parent) ? parent.left : parent.name;
  return place !== undefined && (place.text === name || place.text?.replace(/\d+$/, '') === name);
};

/**
 * Removes esbuild's calls that name functions which have that name already. They would name a closure each time that it
 * is made, which adds half of a request's CPU.
 */
function withoutNaming(text) {
  const cuts = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.text === '__name') {
      const [named, { text: name }] = node.arguments;
      const isFunction = ts.isArrowFunction(named) || ts.isFunctionExpression(named);
      if (ts.isExpressionStatement(node.parent) && named.text === name)
        cuts.push([node.getStart(), node.end]);
      else if (isFunction && (named.name ? named.name.text === name : isNamed(node, name)))
        cuts.push([node.getStart(), named.getStart()], [named.end, node.end]);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS));
  cuts.sort(([a], [b]) => a - b);
  const ends = [0, ...cuts.map(([, end]) => end)];
  // V8 makes a class a dictionary if its name is redefined; then creating and testing instances is slow.
  return ends
    .map((end, i) => text.slice(end, cuts[i]?.[0]))
    .join('')
    .replace(/static\s*\{\s*__name\(\s*this,\s*("(?:\w|\\\n)+")\)\s*\}/g, 'static get name(){return$1}');
}

// The remaining non-ASCII characters are in regular expressions. V8 stores ASCII texts in half the memory.
const ascii = (text) =>
  text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
mkdirSync('dist/programs');
for (const { path, text } of outputFiles) writeFileSync(path, ascii(withoutNaming(text)));

// Node 22.1 and newer cache V8's compiled code, if the folder is writable. It is here, where nobody else writes.
for (const name of PROGRAMS)
  writeFileSync(
    `dist/apps/${name}/src/main.js`,
    `import module from 'node:module';
import { fileURLToPath } from 'node:url';
module.enableCompileCache?.(fileURLToPath(new URL('../../../compile-cache', import.meta.url)));
await import('../../../programs/${name}.js');
`,
  );
