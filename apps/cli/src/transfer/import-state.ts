import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Summary } from './import-request.js';

/** How far an import came, beside the file it reads; gone when it is over. */
export interface ImportState {
  /** All lines up to this one are decided. */
  readonly lines: number;
  readonly summary: Summary;
}

/** Remembers an import between runs. Believed only for the same file, unchanged, and the same destination. */
export class ImportMemory {
  private readonly path: string;

  private constructor(
    file: string,
    private readonly identity: string,
  ) {
    this.path = `${file}.import`;
  }

  /** @param destination where the file goes: the service, the tenant, and who sends, which may decide the tenant */
  static async of(file: string, destination: readonly unknown[]): Promise<ImportMemory> {
    const { size, mtimeMs } = await stat(file);
    // A digest, because a credential is in it.
    const identity = JSON.stringify([...destination, size, mtimeMs]);
    return new ImportMemory(file, createHash('sha256').update(identity).digest('hex'));
  }

  async load(): Promise<ImportState | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    const saved = text === undefined ? undefined : (JSON.parse(text) as ImportState & { identity: string });
    return saved?.identity === this.identity ? saved : undefined;
  }

  /** Whole or not at all, whenever the process dies. */
  async save(state: ImportState): Promise<void> {
    await writeFile(`${this.path}.new`, JSON.stringify({ identity: this.identity, ...state }));
    await rename(`${this.path}.new`, this.path);
  }

  forget = (): Promise<void> => rm(this.path, { force: true });
}
