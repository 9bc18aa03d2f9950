import * as access from './permissions.js';

const { covers, excessOf, expand, GRANTS, reachOf, STAFF_GRANTS, TENANT_PERMISSIONS, TENANT_ROLES } = access;

describe('the catalogue', () => {
  it('is what tenants can grant, with wildcards by subject and one over all', () => {
    expect(TENANT_PERMISSIONS).toEqual([
      'events:read', 'events:write', 'devices:read', 'devices:write', 'tokens:read', 'tokens:write', 'members:read', 'members:write',
      'roles:read', 'roles:write', 'audit:read', 'usage:read', 'dead_letters:read', 'dead_letters:write',
    ]); // prettier-ignore
    expect(GRANTS).toEqual([
      ...TENANT_PERMISSIONS,
      ...[
        'events:*',
        'devices:*',
        'tokens:*',
        'members:*',
        'roles:*',
        'audit:*',
        'usage:*',
        'dead_letters:*',
        '*',
      ],
    ]);
    expect(access.PLATFORM_PERMISSIONS).toEqual(['tenants:read', 'tenants:write']);
    expect(access.SELF_PERMISSIONS).toEqual(['self:read']);
  });

  it('has these built-in roles, of which the platform’s is none of a tenant’s', () => {
    const inTenants = {
      tenant_admin: ['*'],
      operator: ['events:*', 'devices:*', 'usage:read', 'dead_letters:*'],
      producer: ['events:write'],
      consumer: ['events:read', 'devices:read'],
    };
    expect(STAFF_GRANTS).toEqual(['*', 'tenants:read', 'tenants:write']);
    expect(Object.fromEntries(TENANT_ROLES)).toEqual(inTenants);
    expect([...access.RESERVED_ROLES]).toEqual(['platform_admin', ...Object.keys(inTenants)]);
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
