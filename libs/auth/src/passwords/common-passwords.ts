import { dictionary } from '@zxcvbn-ts/language-common';

/** Some 30,000 common passwords from leaks, in lower case. The set takes 5 MiB, so it is imported when first needed. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].map((each) => each.toLowerCase()),
);
