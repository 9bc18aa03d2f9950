import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (!PROGRAM && process.env.CI) throw new Error('Continuous integration needs chromium');
if (!PROGRAM) console.warn('SKIPPED: chromium is not installed; Swagger UI is not tested here');

/** `describe` if Chromium is installed; otherwise a visible skip. Never skipped in continuous integration. */
export const describeWithBrowser: jest.Describe = PROGRAM ? describe : describe.skip;

/** A real Chromium. Its sandbox does not work for root, as which containers run tests. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: PROGRAM,
    args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [],
  });
