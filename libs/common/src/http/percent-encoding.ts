/** Whether a text of a query or form decodes to UTF-8. Lenient parsers would read it as another text. */
export function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
