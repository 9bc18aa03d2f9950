import { setTimeout as sleep } from 'node:timers/promises';

/** What `look` answers, as soon as it answers something. @throws Error where it does not in time */
export async function until<T>(look: () => Promise<T | undefined | false>, patienceMs = 20_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await sleep(20);
  }
}
