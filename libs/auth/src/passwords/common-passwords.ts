import { dictionary } from '@zxcvbn-ts/language-common';

/** The passwords that are guessed first, some 30,000 from leaks, in lower case. It takes 5 MiB: imported when it is needed. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].map((each) => each.toLowerCase()),
);
