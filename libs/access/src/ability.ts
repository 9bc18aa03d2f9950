import { createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import { memoized, rememberedOf } from '#libs/common';
import type { Permission } from './permissions.js';

export type Ability = MongoAbility;

/** What limits a grant to some instances, for instance a device token to its own device. */
export type Conditions = Readonly<Record<string, string>>;

/** CASL's own words for everything (`manage`, `all`) mean nothing here: no permission has a space in it. */
const WITHOUT_WILDCARDS = { anyAction: 'no action', anySubjectType: 'no subject' };

/**
 * The CASL ability of a set of permissions; the one decision function of the service.
 * Rules are made from this catalogue only, never from stored fields. Shared by all who may do the same: never changed.
 */
export function abilityOf(permissions: readonly string[], conditions?: Conditions): Ability {
  return rememberedAbility(permissions, conditions);
}

const sharedAbility = memoized(
  (permissions: readonly string[], conditions: Conditions | undefined) =>
    JSON.stringify([permissions, conditions]),
  (permissions, conditions): Ability =>
    createMongoAbility(
      permissions.map((permission) => {
        const [name, action] = permission.split(':');
        return conditions ? { action, subject: name, conditions } : { action, subject: name };
      }),
      WITHOUT_WILDCARDS,
    ),
);

const rememberedAbility = rememberedOf(sharedAbility);

/** Whether the ability covers a permission at all, on some instance. */
export function may(ability: Ability, permission: Permission): boolean {
  const [name, action] = permission.split(':');
  return ability.can(action, name);
}

/** Whether the ability covers a permission on this instance. */
export function mayOn(ability: Ability, permission: Permission, instance: Record<string, unknown>): boolean {
  const [name, action] = permission.split(':');
  return ability.can(action, subject(name, { ...instance }));
}
