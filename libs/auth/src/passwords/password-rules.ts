import { Problem } from '#libs/common';

/** Who must write a longer one writes a common one and fills it up: so many characters at its end. */
const FILLING = /[^a-z]{0,6}$/;
const LEET = new Map(Object.entries({ '@': 'a', 4: 'a', 3: 'e', 1: 'i', '!': 'i', 0: 'o', $: 's', 5: 's', 7: 't' })); // prettier-ignore
/** One unit of up to four characters, over and over. */
const REPETITION = /^(.{1,4}?)\1{2,}.{0,3}$/;
const TWICE = /^(.+?)\1+$/;

/**
 * Length is the form's business (12 or more); here what is long and yet guessed first. No rules of composition:
 * they make passwords worse (NIST SP 800-63B).
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
  const detail = `${field}: is among the first that are guessed; a few unrelated words make a good one`;
  throw Problem.ofInput([{ pointer: `/${field}`, code: 'weak_password', detail }]);
}

/** What it may have been made of: without its filling, with letters for what stands for them, once for several times. */
function variantsOf(plain: string): string[] {
  const once = (text: string) => TWICE.exec(text)?.[1] ?? text;
  const letters = (text: string) => text.replaceAll(/./g, (char) => LEET.get(char) ?? char);
  const bare = plain.replace(FILLING, '');
  return [plain, bare].flatMap((text) => [text, once(text), letters(text), once(letters(text))]);
}

/** Each character follows the one before, up or down: 123456789012, abcdefghijkl. */
function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((char, i) => char.charCodeAt(0) - text.charCodeAt(i));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
}
