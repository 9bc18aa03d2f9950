/** Whether a text of a query or a form decodes to UTF-8; lenient parsers would read it as some other text instead. */
export function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
