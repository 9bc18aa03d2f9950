import { Logger } from '@nestjs/common';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const UNFORESEEN = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Ends the process once, at a signal or after something was thrown outside of any request.
 *
 * - A signal: drains, and exits 0 if all went well.
 * - Something thrown outside of a request: what state it left behind is not known, so the process does not go on. It
 *   logs the cause, drains as for a signal (its readiness goes 503 first), and exits 1, so that what runs it starts it
 *   again. What was accepted is answered meanwhile; what is thrown while it drains is only logged.
 * @param drain stops taking work and finishes what was accepted
 * @param timeoutMs after this the process exits 1 whatever is left
 * @returns ends the process in the same way
 */
export function endProcessOn(drain: () => Promise<unknown>, timeoutMs: number): (code: 0 | 1) => void {
  const logger = new Logger('Process');
  let begun = false;
  const end = (code: 0 | 1): void => {
    if (begun) return;
    begun = true;
    setTimeout(() => process.exit(1), timeoutMs).unref();
    drain().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  for (const signal of SIGNALS) process.on(signal, () => end(0));
  for (const kind of UNFORESEEN)
    process.on(kind, (error: unknown) => {
      logger.fatal({ msg: 'thrown outside of a request; the process drains and ends', kind, err: error });
      end(1);
    });
  return end;
}
