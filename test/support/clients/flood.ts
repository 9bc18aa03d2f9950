import type { Answer, ApiClient } from './client.js';
import { event } from '../fixtures.js';

export interface FloodLimits {
  readonly burst: number;
  /** Events per second. */
  readonly rate: number;
}

interface Round {
  /** Milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly answer: Answer;
  readonly admitted: number;
}

/** Batches that clients sent without pause, and how many of them the limits must and may admit. */
export class Flood {
  private constructor(private readonly rounds: readonly Round[]) {}

  /** Ends by count, so that it needs no clock. @param admittedOf number of events of a batch that an answer admits */
  static async of(
    clients: readonly ApiClient[],
    { batches, size }: { batches: number; size: number },
    admittedOf: (answer: Answer) => number,
    headers: Record<string, string> = {},
  ): Promise<Flood> {
    const rounds: Round[] = [];
    let left = batches;
    const flood = async (client: ApiClient) => {
      while (left-- > 0) {
        const events = Array.from({ length: size }, () => event());
        const sentAt = performance.now();
        const answer = await client.post('/v1/events/batch', { events }, headers);
        rounds.push({ sentAt, answeredAt: performance.now(), answer, admitted: admittedOf(answer) });
      }
    };
    await Promise.all(clients.map(flood));
    return new Flood(rounds);
  }

  get answers(): Answer[] {
    return this.rounds.map(({ answer }) => answer);
  }

  get admitted(): number {
    return this.rounds.reduce((sum, { admitted }) => sum + admitted, 0);
  }

  /** burst + rate × t, for the longest t that the clients can have seen. */
  most({ burst, rate }: FloodLimits): number {
    const begun = Math.min(...this.rounds.map(({ sentAt }) => sentAt));
    const ended = Math.max(...this.rounds.map(({ answeredAt }) => answeredAt));
    return burst + (rate * (ended - begun)) / 1000;
  }

  /**
   * burst + rate × t, for the shortest t: from the first answer to the last batch that was partly refused, because the
   * bucket was full then. It is exact if the bucket never runs empty meanwhile (burst / rate seconds).
   */
  least({ burst, rate }: FloodLimits, size: number): number {
    const begun = Math.min(...this.rounds.map(({ answeredAt }) => answeredAt));
    const refused = this.rounds.filter(({ admitted }) => admitted < size).map(({ sentAt }) => sentAt);
    return burst + (rate * Math.max(0, Math.max(...refused) - begun)) / 1000 - 1;
  }
}
