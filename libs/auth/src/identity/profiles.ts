/** Characters that normalize to ASCII. With them, two different texts would become the same address. */
const BECOMES_ASCII = /[\u212A\u037E\u1FEF]/;
/** Space separators beyond ASCII (Unicode category Zs). */
const OTHER_SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/**
 * The canonical spelling of an address: NFC, ASCII letters in lower case. It folds nothing outside ASCII, and nothing
 * outside ASCII becomes ASCII: a text with such a character stays as it is and matches no account.
 */
export function addressOf(text: string): string {
  if (BECOMES_ASCII.test(text)) return text;
  return text.normalize('NFC').replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The form in which a password is hashed and compared (RFC 8265, OpaqueString). */
export const opaqueString = (password: string): string =>
  password.replace(OTHER_SPACES, ' ').normalize('NFC');

/** The members of a set that a client sent as a list: each once, in order. */
export const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];
