import { Logger } from '@nestjs/common';
import * as otel from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { PassingSpan } from './passing-tracer.js';
import { readTraceparent, writeTraceparent } from './traceparent.js';
import { type Attributes, type Span, type SpanKind, Tracer } from './tracer.js';

/**
 * How long the drain waits for the export. It has ten seconds in total, and a reachable collector needs milliseconds.
 */
const LAST_CALL_MS = 500;
const KINDS = { server: otel.SpanKind.SERVER, consumer: otel.SpanKind.CONSUMER };

/**
 * Records spans and exports them by OTLP over HTTP, in batches and in the background: an unreachable collector costs
 * spans and nothing else. The SDK reads its other settings (OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER, OTEL_BSP_… and
 * OTEL_EXPORTER_OTLP_…) from the environment. Nothing is registered globally. Our own context carries the span, which
 * saves the cost of the SDK's context.
 *
 * The only file that imports the SDK; `createTracer` loads it if needed.
 */
export class OtlpTracer extends Tracer {
  private readonly provider: BasicTracerProvider;
  private readonly tracer: otel.Tracer;

  /** @param url address to which spans are sent */
  constructor(url: string) {
    super();
    this.provider = new BasicTracerProvider({
      // The default has telemetry.sdk.*, which collectors expect.
      resource: defaultResource()
        .merge(resourceFromAttributes({ 'service.name': 'tributary' }))
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor(telling(new OTLPTraceExporter({ url })))],
    });
    this.tracer = this.provider.getTracer('tributary');
  }

  begin(name: string, kind: SpanKind, parent: string | undefined, attributes?: Attributes): Span {
    const known = readTraceparent(parent);
    const context = known
      ? otel.trace.setSpanContext(otel.ROOT_CONTEXT, {
          ...known,
          traceFlags: parseInt(known.flags, 16),
          isRemote: true,
        })
      : otel.ROOT_CONTEXT;
    return new RecordedSpan(
      this.tracer,
      this.tracer.startSpan(name, { kind: KINDS[kind], attributes }, context),
    );
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_CALL_MS)));
    const flushed = this.provider.shutdown().catch(() => undefined);
    await Promise.race([flushed, patience]).finally(() => clearTimeout(timer));
  }
}

class RecordedSpan implements Span {
  readonly traceparent: string;

  constructor(
    private readonly tracer: otel.Tracer,
    private readonly span: otel.Span,
  ) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    const flags = traceFlags.toString(16).padStart(2, '0');
    this.traceparent = writeTraceparent({ traceId, spanId, flags });
  }

  get recorded(): boolean {
    return this.span.isRecording();
  }

  child(name: string, attributes?: Attributes): Span {
    if (!this.recorded) return new PassingSpan(this.traceparent);
    const context = otel.trace.setSpan(otel.ROOT_CONTEXT, this.span);
    return new RecordedSpan(this.tracer, this.tracer.startSpan(name, { attributes }, context));
  }

  end(attributes: Attributes = {}, error?: unknown): void {
    if (!this.recorded) return;
    this.span.setAttributes(attributes);
    if (error !== undefined) {
      this.span.setStatus({ code: otel.SpanStatusCode.ERROR });
      this.span.setAttribute('error.type', kindOf(error));
    }
    this.span.end();
  }
}

/** The error's code if it has one: of a problem, an SQLSTATE, or Node's. */
const kindOf = (error: unknown): string =>
  error instanceof Error ? String((error as { code?: unknown }).code ?? error.name) : String(error);

/** Logs once that the collector does not accept spans, and once that it does again. The SDK itself logs nothing. */
function telling(exporter: OTLPTraceExporter): SpanExporter {
  const logger = new Logger('Tracing');
  let away = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !away)
          logger.warn({ msg: 'spans are lost: the collector does not accept them', err: result.error });
        if (!failed && away) logger.log({ msg: 'the collector accepts spans again' });
        away = failed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
