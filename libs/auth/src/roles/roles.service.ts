import { Injectable } from '@nestjs/common';
import { ArrayContains, type EntityManager, In } from 'typeorm';
import { type Principal, RESERVED_ROLES, TENANT_ROLES } from '#libs/access';
import { AuditTrail, changesOf } from '#libs/audit';
import { type ListQuery, type Page, Problem, Reply, requireMatch, resource, pathOf } from '#libs/common';
import { Cursors, isUniqueViolation, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { refuseExcess } from './grant-check.js';
import { Invitation } from '../accounts/invitation.entity.js';
import { Membership } from '../identity/membership.entity.js';
import { distinct } from '../identity/profiles.js';
import { Role } from '../identity/role.entity.js';
import { BUILT_IN, type CreateRole, type RoleView, roleView, type UpdateRole } from './roles.dto.js';

/** Limit of a tenant's own roles: few enough to be read at once. */
const MAX_ROLES = 200;
const SHARED = { mode: 'pessimistic_read' } as const;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A role in its current version. Built-in roles have a fixed version. */
export interface NamedRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly version: number;
}

/** Roles of the bound tenant: the built-in ones and its own. */
@Injectable()
export class RolesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  list(query: ListQuery): Promise<Page<RoleView>> {
    return this.cursors.page(['roles'], query, {
      read: async (after = '', take) => {
        const own = await this.database.transaction((manager) => manager.find(Role));
        const all = [...BUILT_IN, ...own.map(roleView)].sort((a, b) => (a.name < b.name ? -1 : 1));
        return all.filter(({ name }) => name > after).slice(0, take);
      },
      keyOf: ({ name }) => name,
      view: (role) => role,
    });
  }

  async get(id: string): Promise<Reply> {
    const builtIn = BUILT_IN.find((role) => role.id === id);
    if (builtIn) return new Reply(builtIn);
    return resource(await this.database.transaction((manager) => this.find(manager, id)), roleView);
  }

  async create(principal: Principal, { name, description = '', ...input }: CreateRole): Promise<Reply> {
    const permissions = distinct(input.permissions);
    refuseExcess(principal, permissions);
    if (RESERVED_ROLES.has(name)) throw exists(name);
    try {
      const role = await this.database.transaction(async (manager) => {
        if ((await manager.count(Role)) >= MAX_ROLES)
          throw new Problem(
            'too_many_roles',
            `A tenant may have at most ${MAX_ROLES} roles of its own; delete one first.`,
          );
        await manager.insert(Role, { name, description, permissions });
        const made = await manager.findOneByOrFail(Role, { name });
        await this.record(manager, 'role.create', made, changesOf({}, visible(made)));
        return made;
      });
      return resource(role, roleView, pathOf('roles', role.id));
    } catch (error) {
      throw isUniqueViolation(error) ? exists(name, error) : error;
    }
  }

  async update(principal: Principal, id: string, input: UpdateRole, ifMatch?: string): Promise<Reply> {
    refuseBuiltIn(id);
    const saved = await this.database.transaction(async (manager) => {
      const role = await this.lock(manager, id);
      requireMatch(ifMatch, role);
      // The members hold what the role grants, and taking a permission needs the same right as granting it.
      refuseExcess(principal, [...role.permissions, ...(input.permissions ?? [])]);
      const next = input.permissions ? { ...input, permissions: distinct(input.permissions) } : input;
      const changes = changesOf(visible(role), { ...visible(role), ...next });
      if (!changes) return role;
      const changed = await manager.save(Object.assign(role, next));
      await this.endLinks(manager, changed);
      await this.record(manager, 'role.update', changed, changes);
      return changed;
    });
    return resource(saved, roleView);
  }

  async delete(principal: Principal, id: string, ifMatch?: string): Promise<void> {
    refuseBuiltIn(id);
    await this.database.transaction(async (manager) => {
      const role = await this.lock(manager, id);
      requireMatch(ifMatch, role);
      refuseExcess(principal, role.permissions);
      if (await manager.existsBy(Membership, { roles: ArrayContains([role.name]) }))
        throw new Problem('role_in_use', 'Members have this role; remove it from them first.');
      await this.endLinks(manager, role);
      await manager.delete(Role, { id });
      await this.record(manager, 'role.delete', role, changesOf(visible(role), {}));
    });
  }

  /** The grants of the named roles. @throws Problem `invalid_value` if one does not exist */
  async grantsOf(manager: EntityManager, names: readonly string[]): Promise<string[]> {
    return (await this.named(manager, names)).flatMap(({ permissions }) => permissions);
  }

  /**
   * Roles by their names. Locks the tenant's own roles until the transaction ends, so that none is changed or removed
   * while it is being granted.
   * @throws Problem `invalid_value` if one does not exist
   */
  async named(manager: EntityManager, names: readonly string[]): Promise<NamedRole[]> {
    const own = names.filter((name) => !TENANT_ROLES.has(name));
    const found = own.length ? await manager.find(Role, { where: { name: In(own) }, lock: SHARED }) : [];
    const missing = own.find((name) => !found.some((role) => role.name === name));
    if (missing !== undefined) {
      const detail = `roles: there is no role ${missing}`;
      throw Problem.ofInput([{ pointer: '/roles', code: 'invalid_value', detail }]);
    }
    return [...BUILT_IN.filter(({ name }) => names.includes(name)).map(unchanging), ...found];
  }

  /** Roles by their ids, locked like those of `named`; undefined if one no longer exists. */
  async byIds(manager: EntityManager, ids: readonly string[]): Promise<NamedRole[] | undefined> {
    const own = ids.filter((id) => !TENANT_ROLES.has(id));
    const found = own.length ? await manager.find(Role, { where: { id: In(own) }, lock: SHARED }) : [];
    if (found.length < own.length) return undefined;
    return [...BUILT_IN.filter(({ id }) => ids.includes(id)).map(unchanging), ...found];
  }

  /** Names of the tenant's own roles, by id. */
  async namesById(manager: EntityManager): Promise<Map<string, string>> {
    return new Map((await manager.find(Role)).map(({ id, name }) => [id, name]));
  }

  /** Removes invitations that give the role, and those that its members made by its rights. */
  private async endLinks(manager: EntityManager, { id, name }: Role): Promise<void> {
    await manager.delete(Invitation, { roleIds: ArrayContains([id]) });
    const holders = await manager.findBy(Membership, { roles: ArrayContains([name]) });
    if (holders.length)
      await manager.delete(Invitation, { makerUserId: In(holders.map(({ userId }) => userId)) });
  }

  private async find(manager: EntityManager, id: string): Promise<Role> {
    const role = UUID.test(id) ? await manager.findOneBy(Role, { id }) : null;
    if (!role) throw Problem.notFound();
    return role;
  }

  private async lock(manager: EntityManager, id: string): Promise<Role> {
    const lock = { mode: 'pessimistic_write' } as const;
    const role = UUID.test(id) ? await manager.findOne(Role, { where: { id }, lock }) : null;
    if (!role) throw Problem.notFound();
    return role;
  }

  private record(manager: EntityManager, action: string, { name }: Role, changes?: object): Promise<void> {
    return this.audit.record(manager, { action, target: `role:${name}`, changes });
  }
}

const unchanging = (role: RoleView): NamedRole => ({ ...role, version: 0 });

const visible = ({ description, permissions }: Role) => ({ description, permissions });

const exists = (name: string, cause?: unknown) =>
  new Problem('role_exists', `A role "${name}" already exists.`, { cause });

function refuseBuiltIn(id: string): void {
  if (BUILT_IN.some((role) => role.id === id))
    throw new Problem('role_builtin', 'Built-in roles cannot be changed; create a role of your own.');
}
