/** Attributes of a span: names and numbers of ours, never what clients sent. Undefined is omitted. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `server` for a request, `consumer` for a job: work that was started elsewhere. */
export type SpanKind = 'server' | 'consumer';

/** A piece of work in a trace. */
export interface Span {
  /** W3C trace context for work that continues under this span. */
  readonly traceparent: string;
  /** Whether the span is recorded. If not, its attributes need not be computed. */
  readonly recorded: boolean;
  /** A child span. Nothing is recorded for children of an ended span. */
  child(name: string, attributes?: Attributes): Span;
  /** @param error error that ended the work. Only its kind is recorded, never its text */
  end(attributes?: Attributes, error?: unknown): void;
}

/** Starts spans. A class, so that it can be injected by name. */
export abstract class Tracer {
  /** @param parent `traceparent` of the caller; without a valid one a trace begins */
  abstract begin(name: string, kind: SpanKind, parent: string | undefined, attributes?: Attributes): Span;
  /** Exports what is left, or gives up after a time limit. */
  abstract close(): Promise<void>;
}
