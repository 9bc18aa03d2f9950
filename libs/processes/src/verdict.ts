/** Whether a process, or all behind one port, should get work. */
export interface Verdict {
  readonly status: 'ok' | 'degraded' | 'unready';
  /** Code of the problem, unless it is ok. */
  readonly code?: string;
}

const SEVERITY = { ok: 0, degraded: 1, unready: 2 };

/**
 * The worst of the verdicts. A process that drains while the service continues takes no new connections, and one that
 * did not answer gets none, so the others decide.
 * @returns undefined if none of them is left
 */
export const worstOf = (verdicts: readonly (Verdict | undefined)[]): Verdict | undefined =>
  verdicts
    .filter((each) => each !== undefined && each.code !== 'draining')
    .reduce<Verdict | undefined>(
      (worst, each) => (worst && SEVERITY[worst.status] >= SEVERITY[each!.status] ? worst : each),
      undefined,
    );
