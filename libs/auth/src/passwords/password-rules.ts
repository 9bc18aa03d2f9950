import { Problem } from '#libs/common';

/** Padding: people pad a common password at its end to reach the minimum length. */
const FILLING = /[^a-z]{0,6}$/;
const LEET = new Map(Object.entries({ '@': 'a', 4: 'a', 3: 'e', 1: 'i', '!': 'i', 0: 'o', $: 's', 5: 's', 7: 't' })); // prettier-ignore
/** One unit of up to four characters, repeated. */
const REPETITION = /^(.{1,4}?)\1{2,}.{0,3}$/;
const TWICE = /^(.+?)\1+$/;

/**
 * Rejects passwords that are long enough and still among the first to be guessed. The DTO checks the length (at least
 * 12). There are no rules of composition, because they make passwords worse (NIST SP 800-63B).
 * @throws Problem `weak_password`
 */
export async function refuseWeak(password: string, email: string, field: string): Promise<void> {
  const { COMMON_PASSWORDS } = await import('./common-passwords.js');
  const plain = password.toLowerCase();
  const local = email.split('@', 1)[0].toLowerCase();
  const guessed =
    variantsOf(plain).some((each) => COMMON_PASSWORDS.has(each)) ||
    REPETITION.test(plain) ||
    isSequence(plain) ||
    plain === email.toLowerCase() ||
    (local.length >= 4 && plain.replace(local, '').length < 6);
  if (!guessed) return;
  const detail = `${field}: is easy to guess; use a few unrelated words`;
  throw Problem.ofInput([{ pointer: `/${field}`, code: 'weak_password', detail }]);
}

/**
 * Passwords that it may derive from: without padding, with letters instead of look-alikes, and once instead of
 * repeated.
 */
function variantsOf(plain: string): string[] {
  const once = (text: string) => TWICE.exec(text)?.[1] ?? text;
  const letters = (text: string) => text.replaceAll(/./g, (char) => LEET.get(char) ?? char);
  const bare = plain.replace(FILLING, '');
  return [plain, bare].flatMap((text) => [text, once(text), letters(text), once(letters(text))]);
}

/** Whether each character follows the one before, up or down: 123456789012, abcdefghijkl. */
function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((char, i) => char.charCodeAt(0) - text.charCodeAt(i));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
}
