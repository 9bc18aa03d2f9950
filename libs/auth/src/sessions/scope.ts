import { covers, GRANTABLE } from '#libs/access';
import { OAuthError } from './oauth.js';

const KNOWN: ReadonlySet<string> = new Set(GRANTABLE);

/**
 * The permissions of a `scope` parameter (RFC 6749, section 3.3), each once; undefined if the parameter is absent or
 * empty.
 * @throws OAuthError `invalid_scope` if one is not a permission
 */
export function readScope(text: string | undefined): string[] | undefined {
  const asked = [...new Set(text?.split(' ').filter(Boolean))];
  if (!asked.every((one) => KNOWN.has(one)))
    throw new OAuthError('invalid_scope', 'scope must name permissions, such as events:read');
  return asked.length ? asked : undefined;
}

/** @throws OAuthError `invalid_scope` if the scope goes beyond what is granted */
export function assertWithin(scope: readonly string[] | undefined, granted: readonly string[]): void {
  if (scope?.every((one) => granted.some((each) => covers(each, one))) ?? true) return;
  throw new OAuthError('invalid_scope', 'scope must name permissions that were granted');
}

/** The scope as a token carries it; undefined if the token is not narrowed, because an empty text is no valid scope. */
export const scopeText = (scope: readonly string[] | null | undefined): string | undefined =>
  scope?.length ? scope.join(' ') : undefined;
