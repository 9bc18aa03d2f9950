import { open } from 'node:fs/promises';
import { type ExportFormat, positionOf } from './export-stream.js';

/** Longest last line of a file: an event of 256 KiB with doubled quotes, and its other fields. Bytes. */
const TAIL_BYTES = 1024 * 1024;

/** How to open the file of an export, and after which event to continue. */
export interface Beginning {
  readonly flags: 'w' | 'a';
  readonly after?: number;
}

/** File of an export that is not complete yet. */
export const partOf = (file: string): string => `${file}.part`;

/** Truncates the file of an interrupted export to its last complete line. */
export async function beginning(path: string, format: ExportFormat): Promise<Beginning> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const whole = buffer.subarray(0, buffer.lastIndexOf(10, bytesRead - 1) + 1);
    const events = whole.toString('latin1').split('\n').length - 1 - (format === 'csv' && !from ? 1 : 0);
    if (events < 1) return { flags: 'w' };
    await file.truncate(from + whole.length);
    return { flags: 'a', after: positionOf(whole, format) };
  } finally {
    await file.close();
  }
}
