import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, loadConfig } from './config.js';
import { SECRETS } from './secret-files.js';

/** Something that the validation of each takes. */
const GOOD: Record<(typeof SECRETS)[number], string> = {
  DATABASE_URL: 'postgres://a@localhost/d',
  MIGRATION_DATABASE_URL: 'postgres://b@localhost/d',
  QUEUE_DATABASE_URL: 'postgres://c@localhost/d',
  DATABASE_PASSWORD: ' p w ',
  MIGRATION_DATABASE_PASSWORD: 'p/w',
  REDIS_URL: 'redis://:pw@localhost:6379',
  REDIS_CA: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
  ADMIN_PASSWORD: 'correct horse battery',
  JWT_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----',
  KEY_ENCRYPTION_SECRET: 'k'.repeat(40),
  KEY_ENCRYPTION_SECRET_PREVIOUS: 'l'.repeat(40),
  METRICS_TOKEN: 'm'.repeat(20),
};

describe('secrets from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('are as good as the settings themselves, without the newline at their end', () => {
    const files = Object.entries(GOOD).map(([name, value], i) => [
      `${name}_FILE`,
      file(name, value + ['\n', '', '\r\n'][i % 3]),
    ]);
    const email = { ADMIN_EMAIL: 'a@example.com' };
    expect(loadConfig({ ...email, ...Object.fromEntries(files) })).toEqual(loadConfig({ ...email, ...GOOD }));
    expect(databaseUrls(Object.fromEntries(files))).toEqual(databaseUrls(GOOD));
  });

  it.each(SECRETS)('%s: both, none and nothing are told, and no secret with them', (name) => {
    const faultsOf = (env: NodeJS.ProcessEnv) => {
      try {
        loadConfig(env);
        return 'none';
      } catch (error) {
        return (error as Error).message;
      }
    };
    const both = faultsOf({ [name]: GOOD[name], [`${name}_FILE`]: file('both', 'other secret') });
    expect(both).toContain(`${name} and ${name}_FILE must not both be set`);
    expect(both).not.toMatch(/other secret|correct horse/);
    const missing = faultsOf({ [`${name}_FILE`]: join(folder, 'missing') });
    expect(missing).toContain(`${name}_FILE: cannot read ${join(folder, 'missing')} (ENOENT)`);
    expect(faultsOf({ [`${name}_FILE`]: folder })).toContain('(EISDIR)');
    expect(faultsOf({ [`${name}_FILE`]: file('empty', '\n') })).toContain('(it is empty)');
  });

  it('are every setting whose value is one', () => {
    const settings = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    const secret = settings.filter((name) =>
      /(PASSWORD|SECRET|_KEY|TOKEN|DATABASE_URL|REDIS_URL)(_PREVIOUS)?$/.test(name!),
    );
    // Of docker-compose.yml alone.
    const others = ['POSTGRES_PASSWORD', 'APP_DATABASE_PASSWORD'];
    expect(secret.filter((name) => !others.includes(name!)).sort()).toEqual(
      SECRETS.filter((name) => name !== 'REDIS_CA').sort(),
    );
  });
});
