import { createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import { memoized, rememberedOf } from '#libs/common';
import type { Permission } from './permissions.js';

export type Ability = MongoAbility;

/** Limits a grant to some instances, for example a device token to its device. */
export type Conditions = Readonly<Record<string, string>>;

/** CASL's own wildcards (`manage`, `all`) are disabled: no permission has a space in it. */
const WITHOUT_WILDCARDS = { anyAction: 'no action', anySubjectType: 'no subject' };

/**
 * The CASL ability of a set of permissions; the service's one decision function. Rules are made only from the
 * permission catalogue, never from stored fields. All who have the same permissions share an ability, which is never
 * changed.
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

/** Whether the ability covers a permission on any instance. */
export function may(ability: Ability, permission: Permission): boolean {
  const [name, action] = permission.split(':');
  return ability.can(action, name);
}

/** Whether the ability covers a permission on this instance. */
export function mayOn(ability: Ability, permission: Permission, instance: Record<string, unknown>): boolean {
  const [name, action] = permission.split(':');
  return ability.can(action, subject(name, { ...instance }));
}
