/** Requests in progress in this process, by tenant. */
export class Running {
  private readonly counts = new Map<string, number>();

  of = (tenantId: string): number => this.counts.get(tenantId) ?? 0;

  add(tenantId: string): number {
    const count = this.of(tenantId) + 1;
    this.counts.set(tenantId, count);
    return count;
  }

  remove(tenantId: string): number {
    const count = this.of(tenantId) - 1;
    if (count > 0) this.counts.set(tenantId, count);
    else this.counts.delete(tenantId);
    return Math.max(0, count);
  }

  entries = (): [tenantId: string, count: number][] => [...this.counts];
}
