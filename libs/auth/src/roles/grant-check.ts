import { excessOf, type Principal } from '#libs/access';
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
  const excess = excessOf(grants, permissions);
  if (excess.length)
    throw new Problem('forbidden', `You cannot grant what you do not hold: ${excess.join(', ')}.`);
}

/** People make services, staff and links: a service could otherwise give itself more than it was given. */
export function refuseServices({ actor }: Pick<Principal, 'actor'>): void {
  if (actor.kind !== 'user') throw new Problem('forbidden', 'Only platform staff may do this.');
}
