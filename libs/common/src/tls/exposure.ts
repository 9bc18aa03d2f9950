import { BlockList, isIP } from 'node:net';
import { postgresAddress } from './postgres-tls.js';

/**
 * What a connection exposes: nothing, everything in clear text, or everything to anyone who impersonates the server.
 */
export type Exposure = 'none' | 'clear' | 'unchecked';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

export function exposureOfPostgres(url: string): Exposure {
  const { ssl } = postgresAddress(url);
  const socket = new URL(url).searchParams.get('host');
  if (isLocal(socket ?? new URL(url).hostname)) return 'none';
  if (ssl === false) return 'clear';
  return ssl.rejectUnauthorized === false ? 'unchecked' : 'none';
}

export function exposureOfRedis(url: string): Exposure {
  const { protocol, hostname } = new URL(url);
  return protocol === 'rediss:' || isLocal(hostname) ? 'none' : 'clear';
}

/** Whether the host is a socket directory or an address of this machine. */
function isLocal(hostname: string): boolean {
  const host = decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1');
  const family = isIP(host);
  if (family) return LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return host === '' || host.startsWith('/') || host === 'localhost' || host.endsWith('.localhost');
}
