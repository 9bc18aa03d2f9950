import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { ConfigError } from '#libs/common';
import { readIfThere } from './processes.js';

/** Passwords of the server's roles, and its last port. Stored next to the data, readable by us only. */
export interface Secrets {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
  port: number;
}

export function newSecrets(): Secrets {
  const password = () => randomBytes(24).toString('base64url');
  return { admin: password(), owner: password(), app: password(), port: 0 };
}

/**
 * The passwords of a cluster, or new ones for a cluster that does not exist yet.
 * @throws ConfigError if those of an existing cluster are lost or damaged: new ones would not open it
 */
export function loadSecrets(file: string, clusterExists: boolean): Secrets {
  const kept = readIfThere(file);
  if (kept === undefined && !clusterExists) {
    const secrets = newSecrets();
    saveSecrets(file, secrets);
    return secrets;
  }
  const secrets = parseSecrets(kept ?? '');
  if (secrets) return secrets;
  throw unusableSecrets(file, kept === undefined ? 'is missing' : 'is damaged');
}

/** @param what what is wrong with the file */
export const unusableSecrets = (file: string, what: string): ConfigError =>
  new ConfigError(
    `${file}, which holds the passwords of the embedded PostgreSQL, ${what}: restore it from a backup, or stop the service and run \`npm run cli -- reset-passwords\` with the same DATA_DIR`,
  );

function parseSecrets(text: string): Secrets | undefined {
  try {
    const { admin, owner, app, port } = JSON.parse(text) as Record<string, unknown>;
    const whole = [admin, owner, app].every((each) => typeof each === 'string' && each.length > 0);
    return whole ? ({ admin, owner, app, port: Number.isInteger(port) ? port : 0 } as Secrets) : undefined;
  } catch {
    return undefined;
  }
}

/** Written to a temporary file and moved into place, so that a crash leaves either the old file or the new one. */
export function saveSecrets(file: string, secrets: Secrets): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(secrets), { mode: 0o600 });
  renameSync(fresh, file);
}

/** `wanted` if it is free on loopback, or else any free port. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      wanted && error.code === 'EADDRINUSE' ? resolve(freePort(0)) : reject(error),
    );
    // Not by the parent, where this process is one of several: it would keep the port.
    probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
