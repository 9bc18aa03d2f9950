import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from './run.js';

export interface Generator {
  /** Its folder beside this file, which has its flow. */
  readonly name: string;
  /** Programs that it, or its compiler, needs. */
  readonly needs: readonly string[];
  /** Generates and compiles in an empty folder. @returns the command that runs the flow */
  readonly make: (folder: string, document: string) => Promise<readonly string[]>;
  /** Compiles, in the same folder, the ten lines of docs/client.md. @returns the command that runs them */
  readonly tenLines?: (folder: string) => Promise<readonly string[]>;
}

const HERE = resolve('test/clients');
const put = async (from: string, folder: string, name: string) => {
  await mkdir(folder, { recursive: true });
  await copyFile(join(HERE, from), join(folder, name));
};
const generate = (folder: string, document: string, ...how: string[]) =>
  run(folder, ['openapi-generator-cli', 'generate', '--input-spec', document, '--output', 'client', ...how]);
const java = (client: string) => ['java', '-cp', `${join(client, 'jars/*')}:${join(client, 'classes')}`];
const only = 'apiTests=false,modelTests=false,apiDocs=false,modelDocs=false';

export const GENERATORS: readonly Generator[] = [
  {
    name: 'openapi-generator-go',
    needs: ['java', 'go'],
    async make(folder, document) {
      const module = ['--git-host=example.com', '--git-user-id=tributary', '--git-repo-id=client'];
      await generate(
        folder,
        document,
        '-g=go',
        `--global-property=${only}`,
        '-p=packageName=tributary',
        ...module,
      );
      await put('openapi-generator-go/flow.go', join(folder, 'client/cmd'), 'main.go');
      await run(join(folder, 'client'), ['go', 'build', '-o', '../flow', './cmd']);
      return [join(folder, 'flow')];
    },
  },
  {
    name: 'oapi-codegen',
    needs: ['go'],
    async make(folder, document) {
      await put('tools/go.mod', folder, 'go.mod');
      await put('oapi-codegen/flow.go', folder, 'main.go');
      await mkdir(join(folder, 'tributary'));
      const made = ['-package=tributary', '-o=tributary/tributary.go'];
      await run(folder, ['oapi-codegen', '-generate=types,client', ...made, document]);
      await run(folder, ['go', 'build', '-o', 'flow', '.']);
      return [join(folder, 'flow')];
    },
    async tenLines(folder) {
      await put('ten-lines/main.go', join(folder, 'ten'), 'main.go');
      await run(folder, ['go', 'build', '-o', 'ten-lines', './ten']);
      return [join(folder, 'ten-lines')];
    },
  },
  {
    name: 'openapi-generator-java',
    needs: ['java', 'javac', 'mvn'],
    async make(folder, document) {
      await generate(folder, document, '-g=java', `--global-property=${only}`);
      const client = join(folder, 'client');
      await put('openapi-generator-java/Flow.java', client, 'Flow.java');
      const jars = ['-DoutputDirectory=jars', '--batch-mode'];
      await run(client, ['mvn', '--quiet', 'dependency:copy-dependencies', ...jars]);
      const sources = (await readdir(join(client, 'src/main/java'), { recursive: true }))
        .filter((name) => name.endsWith('.java'))
        .map((name) => join('src/main/java', name));
      await run(client, ['javac', '-nowarn', '-cp', 'jars/*', '-d', 'classes', 'Flow.java', ...sources]);
      return [...java(client), 'Flow'];
    },
    async tenLines(folder) {
      const client = join(folder, 'client');
      await put('ten-lines/Send.java', client, 'Send.java');
      await run(client, ['javac', '-nowarn', '-cp', 'jars/*:classes', '-d', 'classes', 'Send.java']);
      return [...java(client), 'Send'];
    },
  },
  {
    name: 'openapi-generator-python',
    needs: ['java', 'python3'],
    async make(folder, document) {
      await generate(folder, document, '-g=python', `--global-property=${only}`, '-p=packageName=tributary');
      await put('openapi-generator-python/flow.py', join(folder, 'client'), 'flow.py');
      return ['python3', join(folder, 'client/flow.py')];
    },
  },
  {
    name: 'openapi-python-client',
    needs: ['python3'],
    async make(folder, document) {
      const made = ['--meta=none', '--output-path=tributary'];
      await run(folder, ['openapi-python-client', 'generate', '--path', document, ...made]);
      await put('openapi-python-client/flow.py', folder, 'flow.py');
      return ['python3', join(folder, 'flow.py')];
    },
    async tenLines(folder) {
      await put('ten-lines/send.py', folder, 'send.py');
      return ['python3', join(folder, 'send.py')];
    },
  },
  {
    name: 'hey-api',
    needs: ['node'],
    async make(folder, document) {
      await put('hey-api/flow.ts', folder, 'flow.ts');
      await put('hey-api/tsconfig.json', folder, 'tsconfig.json');
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      await put('hey-api/openapi-ts.config.mjs', folder, 'openapi-ts.config.mjs');
      await run(folder, ['openapi-ts', '--silent'], { DOCUMENT: document });
      await run(folder, ['tsc', '--typeRoots', resolve('node_modules/@types')]);
      return ['node', join(folder, 'made/flow.js')];
    },
  },
];

/** Packs our own client, installs it elsewhere and compiles the ten lines. @returns the command that runs them */
export async function makeTypedClient(folder: string): Promise<readonly string[]> {
  await run('.', ['npm', 'run', '--silent', 'pack:client']);
  const [archive] = (await readdir('dist')).filter((name) => /^tributary-client-.*\.tgz$/.test(name));
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await run(folder, ['npm', 'install', '--silent', '--no-audit', '--no-fund', resolve('dist', archive!)]);
  await put('ten-lines/send.ts', folder, 'send.ts');
  const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
  const strict = ['--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023', ...types];
  await run(folder, ['tsc', ...strict, 'send.ts']);
  return ['node', join(folder, 'send.js')];
}
