import { createHash } from 'node:crypto';
import { Problem } from '../problem/index.js';

/** Which list, in which order, of which tenant a cursor belongs to. */
export type CursorScope = readonly string[];

/** 64 bits: a damaged or foreign cursor is told apart, not a secret kept; the tenant scope guards the data. */
const seal = (scope: CursorScope, body: string) =>
  createHash('sha256')
    .update(JSON.stringify([...scope, body]))
    .digest('base64url')
    .slice(0, 11);

/** An opaque place in a list, valid only for the same list of the same tenant. */
export function encodeCursor(scope: CursorScope, key: string): string {
  const body = Buffer.from(key).toString('base64url');
  return `${body}.${seal(scope, body)}`;
}

/** @throws Problem `invalid_cursor` where the cursor is damaged or made for another list or tenant */
export function decodeCursor(scope: CursorScope, cursor: string): string {
  const [body, check, ...rest] = cursor.split('.');
  if (rest.length || !check || seal(scope, body) !== check)
    throw new Problem('invalid_cursor', 'Use the next_cursor of an answer of this same list, unaltered.');
  return Buffer.from(body, 'base64url').toString();
}
