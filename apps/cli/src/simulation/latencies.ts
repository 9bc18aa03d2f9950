/** Collects latencies for quantiles. Milliseconds. */
export class Latencies {
  private readonly values: number[] = [];

  add(ms: number): void {
    this.values.push(ms);
  }

  /** @returns undefined if nothing was measured */
  summary(): { p50: number; p90: number; p99: number; max: number } | undefined {
    if (!this.values.length) return undefined;
    const sorted = Float64Array.from(this.values).sort();
    const at = (share: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]! * 10) / 10;
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  }
}
