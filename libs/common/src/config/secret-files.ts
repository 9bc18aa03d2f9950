import { readFileSync } from 'node:fs';

/** Settings that are secrets. Each may come from a file, which `<name>_FILE` names, as Docker and Kubernetes mount them. */
export const SECRETS = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'QUEUE_DATABASE_URL',
  'DATABASE_PASSWORD',
  'MIGRATION_DATABASE_PASSWORD',
  'REDIS_URL',
  'REDIS_CA',
  'ADMIN_PASSWORD',
  'JWT_PRIVATE_KEY',
  'KEY_ENCRYPTION_SECRET',
  'KEY_ENCRYPTION_SECRET_PREVIOUS',
  'METRICS_TOKEN',
] as const;

/**
 * The environment with what the files hold; one newline at the end of a file is none of the secret's.
 * @returns `faults` name what cannot be used, never a secret
 */
export function readSecretFiles(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; faults: string[] } {
  const read = new Map<string, string>();
  const faults: string[] = [];
  for (const name of SECRETS) {
    const [value, path] = [env[name], env[`${name}_FILE`]];
    if (!path) continue;
    if (value) faults.push(`${name} and ${name}_FILE must not both be set`);
    else
      try {
        read.set(name, contentOf(path));
      } catch (error) {
        faults.push(
          `${name}_FILE: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'it is empty'})`,
        );
      }
  }
  return { env: { ...env, ...Object.fromEntries(read) }, faults };
}

function contentOf(path: string): string {
  const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  // An empty variable counts as unset; a file that somebody named should not.
  if (!text) throw new Error('empty');
  return text;
}
