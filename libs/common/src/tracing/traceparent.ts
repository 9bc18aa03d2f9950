import { randomUUID } from 'node:crypto';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** W3C trace context, read. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Two hexadecimal digits; the lowest bit says that the caller records. */
  readonly flags: string;
}

/** The trace of a traceparent that is well-formed. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** undefined where it is none, or one of zeros, which names nothing. */
export function readTraceparent(text: string | undefined): TraceContext | undefined {
  const match = TRACEPARENT.exec(text ?? '');
  if (!match || /^0+$/.test(match[1]) || /^0+$/.test(match[2])) return undefined;
  return { traceId: match[1], spanId: match[2], flags: match[3] };
}

export const writeTraceparent = ({ traceId, spanId, flags }: TraceContext) =>
  `00-${traceId}-${spanId}-${flags}`;

/** The caller's trace goes on under a span of ours; without one a trace begins, which nobody is asked to record. */
export function continued(parent: string | undefined): string {
  const known = parent === undefined ? undefined : readTraceparent(parent);
  return writeTraceparent({
    traceId: known?.traceId ?? randomHex(),
    spanId: randomHex().slice(16),
    flags: known?.flags ?? '00',
  });
}

/** 32 hexadecimal digits. Node draws for many UUIDs at once: a tenth of the cost of asking for bytes each time. */
const randomHex = () => randomUUID().replaceAll('-', '');
