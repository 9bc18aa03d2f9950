import { Injectable } from '@nestjs/common';
import { type Counted, Metrics, type Series } from '#libs/common';
import type { PolicyName } from './policy.js';

/** Counts decisions of the limits, and those made without Redis. */
@Injectable()
export class LimitMetrics {
  private readonly decisions: Counted<'decision' | 'policy'>;
  private readonly admitted: Series<'decision' | 'policy'>;
  private readonly alone: Counted<'reason'>;
  private readonly waits: Counted<string>;

  constructor(metrics: Metrics) {
    this.decisions = metrics.counter(
      'limit_decisions_total',
      'Decisions of the limits on requests and events; `policy` names the one that refused',
      ['decision', 'policy'],
    );
    this.admitted = this.decisions.series({ decision: 'admitted', policy: 'none' });
    this.alone = metrics.counter(
      'limit_local_decisions_total',
      'Decisions by this process’s share of the limits, because Redis was unreachable',
      ['reason'],
    );
    this.waits = metrics.counter(
      'limit_body_wait_seconds_total',
      'Time for which bodies waited, because their tenants sent more bytes than their limits allow',
    );
  }

  /** @param policy policy that refused; undefined if admitted */
  decided(policy: PolicyName | undefined, times = 1): void {
    if (policy) this.decisions.inc({ decision: 'refused', policy }, times);
    else this.admitted.added += times;
  }

  waited(seconds: number): void {
    if (seconds > 0) this.waits.inc(seconds);
  }

  decidedAlone(reason: 'unreachable' | 'failed'): void {
    this.alone.inc({ reason });
  }
}
