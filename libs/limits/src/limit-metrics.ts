import { Injectable } from '@nestjs/common';
import { type Counted, Metrics, type Series } from '#libs/common';
import type { PolicyName } from './policy.js';

/** What the limits decided, and how often they had to do so alone. */
@Injectable()
export class LimitMetrics {
  private readonly decisions: Counted<'decision' | 'policy'>;
  private readonly admitted: Series<'decision' | 'policy'>;
  private readonly alone: Counted<'reason'>;

  constructor(metrics: Metrics) {
    this.decisions = metrics.counter(
      'limit_decisions_total',
      'Requests counted in and events judged by the limits; `policy` where one refused',
      ['decision', 'policy'],
    );
    this.admitted = this.decisions.series({ decision: 'admitted', policy: 'none' });
    this.alone = metrics.counter(
      'limit_local_decisions_total',
      'Decisions by this process’s share of the limits, because Redis was away',
      ['reason'],
    );
  }

  /** @param policy that refused; undefined where it was admitted */
  decided(policy: PolicyName | undefined, times = 1): void {
    if (policy) this.decisions.inc({ decision: 'refused', policy }, times);
    else this.admitted.added += times;
  }

  decidedAlone(reason: 'unreachable' | 'failed'): void {
    this.alone.inc({ reason });
  }
}
