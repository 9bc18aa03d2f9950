import { type Credential, Tributary } from '#libs/client';
import { type Call, type Option, UsageError } from './command.js';

/** Options of every command that talks to a running service. */
export const CONNECTION: Record<string, Option> = {
  url: { type: 'string', value: 'URL', help: 'the service; or TRIBUTARY_URL' },
  token: {
    type: 'string',
    value: 'TOKEN',
    help: 'API token; better in TRIBUTARY_TOKEN, which no process list shows',
  },
  tenant: {
    type: 'string',
    value: 'KEY',
    help: 'the tenant, where the credential may act in several; or TRIBUTARY_TENANT',
  },
  json: { type: 'boolean', help: 'answer in JSON, for scripts' },
};

export const baseUrlOf = ({ options }: Call): string =>
  ((options.url as string | undefined) ?? process.env.TRIBUTARY_URL ?? 'http://127.0.0.1:3000').replace(
    /\/+$/,
    '',
  );

/** The service as the caller's credential sees it. @throws UsageError where there is none */
export function connect(call: Call): Tributary {
  const credential = credentialOf(call);
  if (!credential)
    throw new UsageError(
      'Who are you? Set TRIBUTARY_TOKEN to an API token, or TRIBUTARY_EMAIL and TRIBUTARY_PASSWORD to a login.\n' +
        '`npm start` printed both at its first start.',
    );
  const tenantKey = (call.options.tenant as string | undefined) ?? process.env.TRIBUTARY_TENANT;
  return new Tributary({ baseUrl: baseUrlOf(call), credential, tenantKey: tenantKey || undefined });
}

export function credentialOf({ options }: Call): Credential | undefined {
  const { TRIBUTARY_TOKEN, TRIBUTARY_EMAIL: username, TRIBUTARY_PASSWORD: password } = process.env;
  const token = (options.token as string | undefined) ?? TRIBUTARY_TOKEN;
  return token || (username && password ? { username, password } : undefined);
}
