import type { InputFault, ProblemCode } from '#libs/common';

/** The result of one event. All answers use these words. */
export const OUTCOMES = [
  'created',
  'duplicate',
  'conflict',
  'invalid',
  'unknown_device',
  'forbidden',
  'throttled',
  'failed',
  'accepted',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The status that the event would have alone, and whether sending it again can help. */
export const OUTCOME_STATUS: Record<Outcome, { readonly status: number; readonly retryable: boolean }> = {
  created: { status: 201, retryable: false },
  duplicate: { status: 200, retryable: false },
  conflict: { status: 409, retryable: false },
  invalid: { status: 422, retryable: false },
  unknown_device: { status: 422, retryable: false },
  forbidden: { status: 403, retryable: false },
  throttled: { status: 429, retryable: true },
  failed: { status: 503, retryable: true },
  accepted: { status: 202, retryable: false },
};

/** The result of one event of a request. */
export interface EventResult {
  /** null if it could not be read. */
  readonly event_uid: string | null;
  readonly outcome: Outcome;
  /** When the stored event was received. */
  readonly received_at?: Date;
  /** Why it was not stored; `pointer` points into the request body. */
  readonly error?: InputFault;
}

export const succeeded = ({ outcome }: EventResult): boolean =>
  outcome === 'created' || outcome === 'duplicate' || outcome === 'accepted';

export const refusal = (
  event_uid: string | null,
  outcome: Outcome,
  code: ProblemCode,
  pointer: string,
  detail: string,
): EventResult => ({
  event_uid,
  outcome,
  error: { code, detail, pointer },
});
