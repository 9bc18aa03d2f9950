import * as access from './permissions.js';

const { covers, excessOf, expand, GRANTS, reachOf, STAFF_GRANTS, TENANT_PERMISSIONS, TENANT_ROLES } = access;

describe('the catalogue', () => {
  it('has a subject and an action for each permission, in one place only', () => {
    const all = [...TENANT_PERMISSIONS, ...access.PLATFORM_PERMISSIONS, ...access.SELF_PERMISSIONS];
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((permission) => !/^[a-z_]+:[a-z]+$/.test(permission))).toEqual([]);
  });

  it('can grant each permission by itself, by its subject, and with all others; a grant reaches no other place', () => {
    for (const permission of TENANT_PERMISSIONS)
      expect(GRANTS.filter((grant) => covers(grant, permission)).sort()).toEqual(
        ['*', permission, `${permission.split(':')[0]}:*`].sort(),
      );
    for (const grant of GRANTS)
      for (const permission of [...access.PLATFORM_PERMISSIONS, ...access.SELF_PERMISSIONS])
        expect([grant, permission, covers(grant, permission)]).toEqual([grant, permission, false]);
  });

  it('gives no built-in role more than its name says', () => {
    const held = (role: string) => expand(TENANT_ROLES.get(role)!, TENANT_PERMISSIONS);
    expect(held('tenant_admin')).toEqual(TENANT_PERMISSIONS);
    expect(held('producer')).toEqual(['events:write']);
    expect(held('consumer').filter((permission) => !permission.endsWith(':read'))).toEqual([]);
    // Who operates devices and events manages no people, no credentials and no roles, and does not read the trail.
    expect(
      held('operator').filter((permission) => /^(?:tokens|members|roles|audit):/.test(permission)),
    ).toEqual([]);
    for (const [role, grants] of TENANT_ROLES) {
      expect(grants.filter((grant) => !GRANTS.includes(grant))).toEqual([]);
      expect(access.RESERVED_ROLES.has(role)).toBe(true);
      expect(excessOf(grants, STAFF_GRANTS)).toEqual([]);
    }
    expect(access.RESERVED_ROLES.has('platform_admin')).toBe(true);
    expect(TENANT_ROLES.has('platform_admin')).toBe(false);
  });

  it.each([
    ['events:read', 'tenant'],
    ['tenants:read', 'platform'],
    ['tenants:write', 'platform'],
    ['self:read', 'self'],
  ] as const)('%s reaches the %s', (permission, reach) => expect(reachOf(permission)).toBe(reach));
});

describe('a grant', () => {
  it.each([
    ['*', 'events:read', true],
    ['events:read', 'events:read', true],
    ['events:read', 'events:write', false],
    ['events:*', 'events:write', true],
    ['events:*', 'devices:read', false],
    ['event:*', 'events:read', false],
    ['events', 'events:read', false],
    ['events:', 'events:read', false],
    ['events:r', 'events:read', false],
    ['e*', 'events:read', false],
    ['', 'events:read', false],
    ['*', 'tenants:read', false],
    ['tenants:*', 'tenants:write', false],
    ['tenants:read', 'tenants:read', true],
    ['*', 'self:read', false],
    ['*', 'constructor', false],
  ])('%s covers %s: %s', (grant, permission, expected) => expect(covers(grant, permission)).toBe(expected));

  it('is expanded within a catalogue, in its order, and reaches nothing beyond', () => {
    expect(expand(['usage:read', 'events:*', 'unknown'], TENANT_PERMISSIONS)).toEqual([
      'events:read',
      'events:write',
      'usage:read',
    ]);
    expect(expand(['*'], TENANT_PERMISSIONS)).toEqual(TENANT_PERMISSIONS);
    expect(expand([], TENANT_PERMISSIONS)).toEqual([]);
    expect(expand(['*', 'tenants:*'], access.PLATFORM_PERMISSIONS)).toEqual([]);
  });

  it('exceeds what is held by what it covers beyond it, the platform’s permissions too', () => {
    expect(excessOf(['events:*'], ['events:read'])).toEqual(['events:write']);
    expect(excessOf(['events:read', 'unknown'], ['*'])).toEqual([]);
    expect(excessOf(['*'], TENANT_PERMISSIONS)).toEqual([]);
    expect(excessOf(['*', 'tenants:write'], ['*', 'tenants:read'])).toEqual(['tenants:write']);
  });
});
