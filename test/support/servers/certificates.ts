import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isThere = spawnSync('openssl', ['version']).status === 0;
if (!isThere && process.env.CI) throw new Error('Continuous integration needs openssl');
if (!isThere) console.warn('SKIPPED: openssl is not installed; TLS is not tested here');

/** `describe` if openssl is installed; otherwise a visible skip. Never skipped in continuous integration. */
export const describeWithOpenssl: jest.Describe = isThere ? describe : describe.skip;

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Creates authorities and certificates in a folder of its own. */
export class Certificates {
  readonly folder = mkdtempSync(join(tmpdir(), 'tributary-tls-'));

  authority(name: string): Certificate {
    return this.make(name, '/CN=authority', ['-addext', 'basicConstraints=critical,CA:TRUE']);
  }

  /** @param hosts for example `DNS:localhost` or `IP:127.0.0.1` */
  of(authority: Certificate, name: string, hosts: string, subject = '/CN=somebody'): Certificate {
    return this.make(name, subject, [
      ...['-CA', authority.cert, '-CAkey', authority.key],
      ...['-addext', 'basicConstraints=CA:FALSE', '-addext', `subjectAltName=${hosts}`],
    ]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private make(name: string, subject: string, more: readonly string[]): Certificate {
    const [cert, key] = [join(this.folder, `${name}.crt`), join(this.folder, `${name}.key`)];
    const usual = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    execFileSync(
      'openssl',
      [...usual, '-days', '2', '-subj', subject, '-keyout', key, '-out', cert, ...more],
      { stdio: 'pipe' },
    );
    return { cert, key };
  }
}
