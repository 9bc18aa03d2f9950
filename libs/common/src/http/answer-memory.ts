import { Injectable } from '@nestjs/common';
import { PAGE_BYTES } from '../page/page.js';
import { Problem } from '../problem/index.js';

/** Limits of unread answers, per tenant and in total. Bytes. */
const PER_TENANT_BYTES = 6 * PAGE_BYTES;
const TOTAL_BYTES = 32 * PAGE_BYTES;
/** How long a list waits until other answers of its tenant are read. Milliseconds. */
const WAIT_TIMEOUT_MS = 1_000;

interface Waiter {
  readonly tenantId: string;
  readonly enter: () => void;
}

/**
 * Bounds the memory of answers that are written but not yet read, so that clients that read slowly cannot use it up.
 */
@Injectable()
export class AnswerMemory {
  private readonly held = new Map<string, number>();
  private readonly waiting = new Set<Waiter>();
  private total = 0;

  /**
   * Reserves room for a page before it is read from the database.
   * @returns a function that frees it
   * @throws Problem `overloaded`
   */
  async reserve(tenantId: string): Promise<() => void> {
    if (!this.hasRoom(tenantId, PAGE_BYTES)) await this.wait(tenantId);
    return this.hold(tenantId, PAGE_BYTES);
  }

  hasRoom(tenantId: string, bytes: number): boolean {
    return (this.held.get(tenantId) ?? 0) + bytes <= PER_TENANT_BYTES && this.total + bytes <= TOTAL_BYTES;
  }

  /** Counts an answer until it is sent. @returns a function that frees its bytes; further calls do nothing */
  hold(tenantId: string, bytes: number): () => void {
    this.add(tenantId, bytes);
    let back = false;
    return () => {
      if (back) return;
      back = true;
      this.add(tenantId, -bytes);
      // In order of arrival. A waiter that enters reserves at once, so the next one is checked after that.
      for (const waiter of this.waiting)
        if (this.hasRoom(waiter.tenantId, PAGE_BYTES)) {
          waiter.enter();
          break;
        }
    };
  }

  private add(tenantId: string, bytes: number): void {
    this.total += bytes;
    const held = (this.held.get(tenantId) ?? 0) + bytes;
    if (held > 0) this.held.set(tenantId, held);
    else this.held.delete(tenantId);
  }

  private wait(tenantId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.waiting.delete(waiter);
      };
      const waiter: Waiter = { tenantId, enter: () => (leave(), resolve()) };
      const timer = setTimeout(() => (leave(), reject(unread())), WAIT_TIMEOUT_MS);
      this.waiting.add(waiter);
    });
  }
}

export const unread = () =>
  new Problem('overloaded', 'Too many answers of this tenant wait to be read; read them first.', {
    retryAfter: 1,
  });
