import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { readIfThere } from './processes.js';

/** Passwords of the server's roles and the port it had last: kept beside the data, readable for us alone. */
export interface Secrets {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
  port: number;
}

export function loadSecrets(file: string): Secrets {
  const kept = readIfThere(file);
  if (kept) return JSON.parse(kept) as Secrets;
  const password = () => randomBytes(24).toString('base64url');
  const secrets: Secrets = { admin: password(), owner: password(), app: password(), port: 0 };
  saveSecrets(file, secrets);
  return secrets;
}

export const saveSecrets = (file: string, secrets: Secrets): void =>
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });

/** `wanted` where it is free on loopback, any free port otherwise. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      wanted && error.code === 'EADDRINUSE' ? resolve(freePort(0)) : reject(error),
    );
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
