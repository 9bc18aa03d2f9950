import type { FastifyRequest } from 'fastify';
import { clientAddresses, type Config, type Logger } from '#libs/common';

const ADVICE =
  'TRUSTED_PROXIES is not set: all clients behind a proxy count as one address, in limits, trail and log. Name the proxy.';

/**
 * The address of who sent a request, in its one spelling. Says once if a proxy stands in front that the configuration
 * does not name: at boot if PUBLIC_URL tells so, otherwise when the first forwarded request comes.
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
