/**
 * The path of a resource, each name percent-encoded: the one place that makes addresses. What is handed out stands under
 * PUBLIC_URL: a `Location` gets `Config.basePath` from the adapter, an address inside a body is made with it.
 * @param names the collection, then the resource, and so on
 */
export const pathOf = (...names: string[]): string => `/v1/${names.map(encodeURIComponent).join('/')}`;
