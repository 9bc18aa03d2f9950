import { type InputFault, Problem, PROBLEMS } from '#libs/common';
import { type Decision, tooMuch } from '#libs/limits';
import type { EventResult } from './ingest/outcome.js';

/** If the one event of a request is rejected, that is the answer. @throws Problem if the event is rejected */
export function throwRefusal({ outcome, error }: EventResult, decision: Decision): void {
  if (outcome === 'throttled') throw tooMuch(decision.violated, decision.retryAfter, decision.headers);
  if (error) throw asProblem(error, decision.headers);
}

function asProblem(error: InputFault, headers: Readonly<Record<string, string>>): Problem {
  const ours = PROBLEMS[error.code][0] === 503;
  return new Problem(error.code, error.detail, {
    headers,
    ...(ours ? { retryAfter: 1 } : { errors: [error] }),
  });
}
