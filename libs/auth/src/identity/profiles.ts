/** Characters whose normal form is ASCII: with them, two texts that look different would be one address. */
const BECOMES_ASCII = /[\u212A\u037E\u1FEF]/;
/** Space separators beyond ASCII (Unicode category Zs). */
const OTHER_SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/**
 * The one spelling of an address: NFC, ASCII letters in lower case. Nothing outside ASCII is folded, and nothing outside
 * ASCII becomes ASCII: such a text stays as it is and is the address of nobody.
 */
export function addressOf(text: string): string {
  if (BECOMES_ASCII.test(text)) return text;
  return text.normalize('NFC').replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The form in which a password is hashed and compared: RFC 8265, OpaqueString. */
export const opaqueString = (password: string): string =>
  password.replace(OTHER_SPACES, ' ').normalize('NFC');

/** A set that a client gave as a list: each member once, in the order given. */
export const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];
