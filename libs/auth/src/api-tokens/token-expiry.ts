import { type Config, LAST_TIME, parseTimestamp, Problem } from '#libs/common';

const DAY_MS = 86_400_000;
type Limits = Pick<Config, 'TOKEN_MAX_DAYS' | 'TOKEN_DEFAULT_DAYS'>;

/**
 * When a new token expires; null means never.
 * @param asked as the client sent it: a time, null for never, undefined for the default
 * @throws Problem if the time has passed or exceeds the maximum
 */
export function expiryOf(asked: string | null | undefined, limits: Limits): Date | null {
  const { TOKEN_MAX_DAYS: max, TOKEN_DEFAULT_DAYS: usual = max } = limits;
  if (asked === undefined) return usual === undefined ? null : inDays(Math.min(usual, max ?? usual));
  const time = asked === null ? Infinity : parseTimestamp(asked)!;
  if (time <= Date.now()) throw fault('must be in the future');
  if (max !== undefined && time > Date.now() + max * DAY_MS) throw fault(`must be within ${max} days`);
  return asked === null ? null : new Date(time);
}

/** When the successor of a token expires: it gets the lifetime that its predecessor was created with. */
export function renewedExpiry(
  { createdAt, expiresAt }: { createdAt: Date; expiresAt: Date | null },
  limits: Limits,
): Date | null {
  if (!expiresAt) return expiryOf(undefined, limits);
  const lifetime = expiresAt.getTime() - createdAt.getTime();
  const most = (limits.TOKEN_MAX_DAYS ?? Infinity) * DAY_MS;
  return new Date(Math.min(Date.now() + Math.min(lifetime, most), LAST_TIME));
}

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

const fault = (detail: string) =>
  Problem.ofInput([{ pointer: '/expires_at', code: 'invalid_value', detail: `expires_at: ${detail}` }]);
