import type { FastifyRequest } from 'fastify';
import { clientAddresses, type Config, type Logger } from '#libs/common';

const ADVICE =
  'TRUSTED_PROXIES is not set: all clients behind a proxy count as one address, in limits, trail and log. Set it to the address of the proxy.';

/**
 * Returns the canonical address of a request's sender. Warns once if a proxy is in front that is not configured: at
 * boot if PUBLIC_URL suggests one, otherwise at the first forwarded request.
 */
export function callers(config: Config, logger: Logger): (request: FastifyRequest) => string {
  const addressOf = clientAddresses(config.trustedProxies);
  let warned = config.trustedProxies.length > 0;
  const warn = () => {
    if (!warned) logger.warn({ context: 'Proxies', public_url: config.publicUrl }, ADVICE);
    warned = true;
  };
  if (config.missesProxies) warn();
  return ({ headers, raw }) => {
    const forwarded = headers['x-forwarded-for'] as string | undefined;
    if (!warned && (forwarded !== undefined || headers.forwarded !== undefined)) warn();
    return addressOf(raw.socket.remoteAddress, forwarded);
  };
}
