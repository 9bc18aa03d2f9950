import { excessOf, type Principal } from '#libs/access';
import { Problem } from '#libs/common';

/**
 * Refuses to grant more than the principal holds: to a token, a role or a member, or by issuing a new secret.
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

/** Only people create services, staff and links: a service could otherwise give itself more than it was given. */
export function refuseServices({ actor }: Pick<Principal, 'actor'>): void {
  if (actor.kind !== 'user') throw new Problem('forbidden', 'Only platform staff may do this.');
}
