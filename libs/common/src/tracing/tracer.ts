/** What a span says: names and numbers of ours, never what clients sent. Undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `server` for a request, `consumer` for a job: what began elsewhere. */
export type SpanKind = 'server' | 'consumer';

/** A piece of work in a trace. */
export interface Span {
  /** W3C trace context by which others go on under this span. */
  readonly traceparent: string;
  /** Whether anybody will see it: where not, nothing need be gathered for it. */
  readonly recorded: boolean;
  /** A piece of this work; of work that has ended nothing more is recorded. */
  child(name: string, attributes?: Attributes): Span;
  /** @param error what it ended with: only its kind is told, its text never */
  end(attributes?: Attributes, error?: unknown): void;
}

/** Where spans begin. A class, so that it can be asked for by name. */
export abstract class Tracer {
  /** @param parent `traceparent` of who asked for it; without a valid one a trace begins */
  abstract begin(name: string, kind: SpanKind, parent: string | undefined, attributes?: Attributes): Span;
  /** Hands over what is left, or gives it up in time. */
  abstract close(): Promise<void>;
}
