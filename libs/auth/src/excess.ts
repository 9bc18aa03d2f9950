import { expand, type Principal, TENANT_PERMISSIONS } from '#libs/access';
import { Problem } from '#libs/common';

/**
 * Nobody grants more than they hold: not to a token, not to a role, not to a member, not by handing out a new secret.
 * @param grants permissions, and wildcards over them
 * @throws Problem `forbidden`
 */
export function refuseExcess(
  { permissions }: Pick<Principal, 'permissions'>,
  grants: readonly string[],
): void {
  const excess = expand(grants, TENANT_PERMISSIONS).filter((permission) => !permissions.includes(permission));
  if (excess.length)
    throw new Problem('forbidden', `You cannot grant what you do not hold: ${excess.join(', ')}.`);
}
