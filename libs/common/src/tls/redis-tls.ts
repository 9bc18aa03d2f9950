import type { ConnectionOptions } from 'node:tls';
import type { Config } from '../config/config.js';

/** TLS options for Redis clients. `rediss:` is checked against REDIS_CA, or the authorities that Node.js knows. */
export function redisTls({ REDIS_URL, REDIS_CA }: Pick<Config, 'REDIS_URL' | 'REDIS_CA'>): {
  tls?: ConnectionOptions;
} {
  return REDIS_URL?.startsWith('rediss:') && REDIS_CA ? { tls: { ca: REDIS_CA } } : {};
}
