import { loadConfig } from '../config/config.js';
import { createTracer } from './create-tracer.js';
import { PassingTracer } from './passing-tracer.js';
import { continued, readTraceparent } from './traceparent.js';

const T = 'a'.repeat(32);
const S = 'b'.repeat(16);

describe('tracing', () => {
  afterEach(() => jest.resetModules());

  it('loads nothing of the SDK where no exporter is configured', async () => {
    jest.doMock('./otlp-tracer.js', () => {
      throw new Error('loaded');
    });
    expect(await createTracer(loadConfig({}))).toBeInstanceOf(PassingTracer);
    await expect(createTracer({ tracesUrl: 'http://127.0.0.1:4318/v1/traces' })).rejects.toThrow('loaded');
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'http://collector:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector/otlp/' }, 'https://collector/otlp/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/t' }, 'http://b/t'],
    [{}, undefined],
  ])('posts to the address that %j says', (env, url) => {
    expect(loadConfig(env).tracesUrl).toBe(url);
  }); // prettier-ignore

  it('goes on with a trace that names itself well, and begins one for every other', () => {
    expect(continued(`00-${T}-${S}-01`)).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-01$/);
    for (const odd of [undefined, '', `00-${'0'.repeat(32)}-${S}-01`, `00-${T}-${'0'.repeat(16)}-01`, `01-${T}-${S}-01`, `00-${T.toUpperCase()}-${S}-01`, `00-${T}-${S}-01, 00-${T}-${S}-01`])
      expect(readTraceparent(continued(odd))).toMatchObject({ flags: '00', traceId: expect.not.stringContaining('a'.repeat(12)) });
  }); // prettier-ignore

  it('of work that nobody records passes on the work’s own context', () => {
    const span = new PassingTracer().begin('job', 'consumer', `00-${T}-${S}-01`);
    expect([span.recorded, span.child('transaction').traceparent]).toEqual([false, span.traceparent]);
  });
});
