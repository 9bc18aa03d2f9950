import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Summary } from './import-request.js';

/** Progress of an import, stored next to the file that it reads and removed at the end. */
export interface ImportState {
  /** All lines up to this one are decided. */
  readonly lines: number;
  readonly summary: Summary;
}

/** Stores the state of an import between runs. It is used only for the same unchanged file and the same destination. */
export class ImportMemory {
  private readonly path: string;

  private constructor(
    file: string,
    private readonly identity: string,
  ) {
    this.path = `${file}.import`;
  }

  /**
   * @param destination where the file goes: the service, the tenant, and the credential, which may decide the tenant
   */
  static async of(file: string, destination: readonly unknown[]): Promise<ImportMemory> {
    const { size, mtimeMs } = await stat(file);
    // A digest, because it includes a credential.
    const identity = JSON.stringify([...destination, size, mtimeMs]);
    return new ImportMemory(file, createHash('sha256').update(identity).digest('hex'));
  }

  async load(): Promise<ImportState | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    const saved = text === undefined ? undefined : (JSON.parse(text) as ImportState & { identity: string });
    return saved?.identity === this.identity ? saved : undefined;
  }

  /** Atomic, even if the process is killed. */
  async save(state: ImportState): Promise<void> {
    await writeFile(`${this.path}.new`, JSON.stringify({ identity: this.identity, ...state }));
    await rename(`${this.path}.new`, this.path);
  }

  forget = (): Promise<void> => rm(this.path, { force: true });
}
