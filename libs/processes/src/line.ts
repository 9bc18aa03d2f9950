import type { ChildProcess } from 'node:child_process';

/** Questions between the parent and a child. */
export type Question = 'beat' | 'up' | 'metrics' | 'readiness of api' | 'readiness of worker';

type Handler = () => unknown;

interface Message {
  readonly question?: Question;
  readonly answer?: unknown;
  /** Id of the question. Each end counts its own. */
  readonly id: number;
}

/** Questions and answers between a parent and a child, over Node's channel. A lost message counts as unanswered. */
export class Line {
  private readonly handlers = new Map<Question, Handler>();
  private readonly open = new Map<number, (answer: unknown) => void>();
  private asked = 0;

  /** @param other the other end: the child in the parent, `process` in the child */
  constructor(private readonly other: ChildProcess | NodeJS.Process) {
    (other as ChildProcess).on('message', (message) => void this.take(message as Message));
  }

  on(question: Question, handler: Handler): void {
    this.handlers.set(question, handler);
  }

  /** @returns undefined if there is no answer in time, or if the other end does not know the question */
  ask<T>(question: Question, timeoutMs: number): Promise<T | undefined> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      const settle = (answer: unknown) => {
        clearTimeout(timer);
        this.open.delete(id);
        resolve(answer as T | undefined);
      };
      const timer = setTimeout(settle, timeoutMs, undefined);
      this.open.set(id, settle);
      this.send({ question, id });
    });
  }

  private async take({ question, answer, id }: Message): Promise<void> {
    if (!question) return this.open.get(id)?.(answer);
    this.send({ id, answer: await this.handlers.get(question)?.() });
  }

  private send(message: Message): void {
    // The other end may have ended, which its exit event reports.
    if (this.other.connected) this.other.send!(message, undefined, undefined, () => undefined);
  }
}
