import { randomUUID } from 'node:crypto';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Parsed W3C trace context. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Two hexadecimal digits. The lowest bit says whether the caller records. */
  readonly flags: string;
}

/** The trace id of a well-formed traceparent. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** undefined if the text is not a trace context, or has only zeros, which are invalid. */
export function readTraceparent(text: string | undefined): TraceContext | undefined {
  const match = TRACEPARENT.exec(text ?? '');
  if (!match || /^0+$/.test(match[1]) || /^0+$/.test(match[2])) return undefined;
  return { traceId: match[1], spanId: match[2], flags: match[3] };
}

export const writeTraceparent = ({ traceId, spanId, flags }: TraceContext) =>
  `00-${traceId}-${spanId}-${flags}`;

/**
 * Continues the caller's trace under a span of ours. Without one, a new trace begins, which is not marked as recorded.
 */
export function continued(parent: string | undefined): string {
  const known = parent === undefined ? undefined : readTraceparent(parent);
  return writeTraceparent({
    traceId: known?.traceId ?? randomHex(),
    spanId: randomHex().slice(16),
    flags: known?.flags ?? '00',
  });
}

/**
 * 32 hexadecimal digits. Node draws random bytes for many UUIDs at once, which costs a tenth of drawing bytes each
 * time.
 */
const randomHex = () => randomUUID().replaceAll('-', '');
