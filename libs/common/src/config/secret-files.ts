import { readFileSync } from 'node:fs';

/** Settings that are secrets. A file may hold each: `<name>_FILE` names it, as Docker and Kubernetes mount secrets. */
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
 * The environment, completed by the files. One newline at the end of a file is not part of the secret.
 * @returns `faults` that name what cannot be used, but no secret
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
  // An empty variable counts as unset, but an empty file that was named is an error.
  if (!text) throw new Error('empty');
  return text;
}
