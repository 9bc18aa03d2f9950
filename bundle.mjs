import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Bundles the programs of dist, in place: three thousand small files of packages cost more to find and open than to run.
 * Statements keep their lines and functions their names, so that stacks can be read.
 */
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Packages that find files beside themselves, that must be one for all (metadata), or that the service may lack. */
const EXTERNAL = [
  'argon2',
  'swagger-ui-dist',
  'reflect-metadata',
  ...['microservices', 'websockets', 'platform-express'].map((name) => `@nestjs/${name}`),
  ...['multipart', 'view'].map((name) => `@fastify/${name}`),
  ...Object.keys(devDependencies),
];

/** CommonJS packages in an ES module ask for Node's modules by `require`; decorators need reflect-metadata before all else. */
const BANNER = `import 'reflect-metadata';
import { createRequire as $createRequire } from 'node:module';
const require = $createRequire(import.meta.url), { filename: __filename, dirname: __dirname } = import.meta;`;

/** @nestjs/typeorm loads a second TypeORM, from its files, to look for two classes that TypeORM 1 does not have. */
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

// What is left beyond ASCII stands in regular expressions; V8 keeps texts of ASCII in half the memory.
const ascii = (text) =>
  text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
mkdirSync('dist/programs');
for (const { path, text } of outputFiles) writeFileSync(path, ascii(text));

// Node 22.1 and newer keep what V8 compiled, if the folder is writable: it lies here, where nobody else writes.
for (const name of PROGRAMS)
  writeFileSync(
    `dist/apps/${name}/src/main.js`,
    `import module from 'node:module';
import { fileURLToPath } from 'node:url';
module.enableCompileCache?.(fileURLToPath(new URL('../../../compile-cache', import.meta.url)));
await import('../../../programs/${name}.js');
`,
  );
