import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/common';
import { answerParent, askOfAll } from '#libs/processes';

/** The metrics of all processes behind one port, whichever of them is asked; of this one if it is alone. */
@Injectable()
export class AllMetrics {
  constructor(private readonly metrics: Metrics) {
    answerParent('metrics', () => metrics.text());
  }

  /** In the text format 0.0.4. */
  async text(): Promise<string> {
    return (await askOfAll<string>('metrics')) ?? this.metrics.text();
  }
}
