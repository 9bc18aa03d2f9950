import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python with Authlib and Requests. .ci/run provides one if it can, and otherwise sets `none`. */
const PYTHON = process.env.PYTHON_WITH_AUTHLIB ?? 'python3';
const isThere = spawnSync(PYTHON, ['-c', 'import authlib, requests']).status === 0;
if (!isThere && process.env.CI && PYTHON !== 'none')
  throw new Error('Continuous integration needs Authlib: see .ci/run');
if (!isThere) console.warn('SKIPPED: Authlib is not installed; it does not try the token endpoint here');

/**
 * `it` if Authlib is installed; otherwise a visible skip. In continuous integration it is skipped only without Python.
 */
export const itWithAuthlib: jest.It = isThere ? it : it.skip;

/** Runs test/support/clients/authlib_client.py. @returns what it prints */
export async function authlib(given: object): Promise<unknown> {
  const { stdout } = await promisify(execFile)(PYTHON, [
    'test/support/clients/authlib_client.py',
    JSON.stringify(given),
  ]);
  return JSON.parse(stdout);
}
