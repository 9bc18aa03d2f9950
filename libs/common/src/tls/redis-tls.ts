import type { ConnectionOptions } from 'node:tls';
import type { Config } from '../config/config.js';

/** What clients of Redis take beside the URL: `rediss:` is TLS, checked against REDIS_CA or the authorities that Node.js knows. */
export function redisTls({ REDIS_URL, REDIS_CA }: Pick<Config, 'REDIS_URL' | 'REDIS_CA'>): {
  tls?: ConnectionOptions;
} {
  return REDIS_URL?.startsWith('rediss:') && REDIS_CA ? { tls: { ca: REDIS_CA } } : {};
}
