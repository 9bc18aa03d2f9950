/**
 * The path of a resource, with each name percent-encoded. Only this function makes addresses. Clients get them under
 * PUBLIC_URL: the adapter adds `Config.basePath` to a `Location`; addresses in a body are built with it.
 * @param names the collection, then the resource, and so on
 */
export const pathOf = (...names: string[]): string => `/v1/${names.map(encodeURIComponent).join('/')}`;
