import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, Problem } from '#libs/common';
import { AllMetrics } from './all-metrics.js';

export const METRICS_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** Returns the metrics to a caller who knows METRICS_TOKEN. */
@Injectable()
export class MetricsExporter {
  constructor(
    private readonly metrics: AllMetrics,
    private readonly config: Config,
  ) {}

  /**
   * Metrics reveal tenants and their volumes. So without METRICS_TOKEN this route does not exist; METRICS_PORT may
   * serve them.
   * @throws Problem `not_found` if no token is configured, `unauthenticated` if the token is wrong or missing
   */
  async text(authorization: string | undefined): Promise<string> {
    const { METRICS_TOKEN } = this.config;
    if (METRICS_TOKEN === undefined) throw Problem.notFound();
    const [, given = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (!same(METRICS_TOKEN, given))
      throw Problem.unauthenticated('Send Authorization: Bearer <METRICS_TOKEN>.');
    return this.metrics.text();
  }
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
