import { Logger } from '@nestjs/common';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const UNFORESEEN = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Ends the process once, at a signal or after an error outside of any request.
 *
 * - A signal: drains, and exits 0 if all went well.
 * - An error outside of any request: the process's state is unknown, so it must not continue. It logs the cause, drains
 *   as for a signal (readiness becomes 503 first), and exits 1, so that its supervisor restarts it. Accepted requests
 *   are answered meanwhile. Further errors while it drains are only logged.
 * @param drain stops taking work and finishes what was accepted
 * @param timeoutMs time after which the process exits 1 in any case
 * @returns a function that ends the process in the same way
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
