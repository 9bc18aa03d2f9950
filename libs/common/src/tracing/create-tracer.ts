import type { Config } from '../config/config.js';
import { PassingTracer } from './passing-tracer.js';
import type { Tracer } from './tracer.js';

/** Records spans if an exporter is configured. Otherwise the SDK is not even loaded. */
export async function createTracer({ tracesUrl }: Pick<Config, 'tracesUrl'>): Promise<Tracer> {
  if (!tracesUrl) return new PassingTracer();
  const { OtlpTracer } = await import('./otlp-tracer.js');
  return new OtlpTracer(tracesUrl);
}
