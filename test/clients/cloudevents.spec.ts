import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTestApp, type TestApp } from '../support/app.js';
import { read } from './flow.js';
import { describeWith, run, wanted } from './run.js';

/** An SDK of CloudEvents: what it needs, the files of its program, and how the program is made and run in their folder. */
const SDKS: readonly {
  readonly name: string;
  readonly needs: readonly string[];
  readonly files: readonly string[];
  readonly steps: readonly (readonly string[])[];
}[] = [
  { name: 'Go', needs: ['go'], files: ['go.mod', 'main.go'], steps: [['go', 'run', '.']] },
  { name: 'Python', needs: ['python3'], files: ['send.py'], steps: [['python3', 'send.py']] },
  {
    name: 'Java',
    needs: ['java', 'javac', 'mvn'],
    files: ['pom.xml', 'Send.java'],
    steps: [
      ['mvn', '--quiet', 'dependency:copy-dependencies', '-DoutputDirectory=jars', '--batch-mode'],
      ['javac', '-cp', 'jars/*', '-d', '.', 'Send.java'],
      ['java', '-cp', 'jars/*:.', 'Send'],
    ],
  },
];

jest.setTimeout(600_000);

(wanted ? describe : describe.skip)('one CloudEvent is one event in all modes', () => {
  let service: TestApp;
  beforeAll(async () => void (service = await startTestApp()));
  afterAll(() => service?.close());

  for (const { name, needs, files, steps } of SDKS)
    describeWith(...needs)(`by the SDK for ${name}`, () => {
      it('is created, and a duplicate in structured and in batched mode', async () => {
        const folder = await mkdtemp(join(tmpdir(), `tributary-cloudevents-${name}-`));
        for (const file of files)
          await copyFile(resolve('test/clients/cloudevents', file), join(folder, file));
        const acme = await service.make.tenant(`sdk-${name.toLowerCase()}`, { auto_register_devices: true });
        const env = { TRIBUTARY_URL: service.url, TRIBUTARY_TOKEN: acme.token! };
        let said = '';
        for (const step of steps) said = await run(folder, step, env);
        await rm(folder, { recursive: true, force: true });
        expect(Object.fromEntries(read(said))).toEqual({
          binary: '201 created',
          structured: '200 duplicate',
          batch: '200 duplicate',
        });
        const { body } = await acme.get('/v1/events/sdk-1');
        expect(body).toMatchObject({
          device_uid: 'sensor-1',
          payload: { by: 'Ada' },
          extensions: { floor: '3' },
          source: '/halls/3/sensor-1',
        });
      });
    });
});
