import { type Credential, Tributary } from '#libs/client';
import { type Call, type Option, UsageError } from './command.js';

/** Options of every command that uses a running service. */
export const CONNECTION: Record<string, Option> = {
  url: { type: 'string', value: 'URL', help: 'address of the service; or TRIBUTARY_URL' },
  token: {
    type: 'string',
    value: 'TOKEN',
    help: 'API token; prefer TRIBUTARY_TOKEN, which process lists do not show',
  },
  tenant: {
    type: 'string',
    value: 'KEY',
    help: 'the tenant, if the credential may act in several; or TRIBUTARY_TENANT',
  },
  json: { type: 'boolean', help: 'print JSON, for scripts' },
};

/** @throws UsageError if it is not a valid address */
export function baseUrlOf({ options }: Call): string {
  const url = (options.url as string | undefined) ?? process.env.TRIBUTARY_URL ?? 'http://127.0.0.1:3000';
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url or TRIBUTARY_URL: "${url}" is not an address such as http://127.0.0.1:3000.`);
  return url.replace(/\/+$/, '');
}

/** The named tenant, if any. */
export const tenantKeyOf = ({ options }: Call): string | undefined =>
  ((options.tenant as string | undefined) ?? process.env.TRIBUTARY_TENANT) || undefined;

/** A client of the service with the caller's credential. @throws UsageError if there is no credential */
export function connect(call: Call): Tributary {
  const credential = credentialOf(call);
  if (!credential)
    throw new UsageError(
      'No credential: set TRIBUTARY_TOKEN to an API token, or TRIBUTARY_EMAIL and TRIBUTARY_PASSWORD to a login.\n' +
        '`npm start` printed both at its first start.',
    );
  return new Tributary({ baseUrl: baseUrlOf(call), credential, tenantKey: tenantKeyOf(call) });
}

export function credentialOf({ options }: Call): Credential | undefined {
  const { TRIBUTARY_TOKEN, TRIBUTARY_EMAIL: username, TRIBUTARY_PASSWORD: password } = process.env;
  const token = (options.token as string | undefined) ?? TRIBUTARY_TOKEN;
  return token || (username && password ? { username, password } : undefined);
}
