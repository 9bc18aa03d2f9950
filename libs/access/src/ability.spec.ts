import { abilityOf, may, mayOn } from './ability.js';

describe('an ability', () => {
  const free = abilityOf(['events:read', 'devices:write']);
  const bound = abilityOf(['events:write'], { device_uid: 'sensor-1' });

  it('covers what it was made of and nothing else', () => {
    expect(may(free, 'events:read')).toBe(true);
    expect(may(free, 'devices:write')).toBe(true);
    for (const other of ['events:write', 'devices:read', 'tenants:read', 'self:read'] as const)
      expect(may(free, other)).toBe(false);
    expect(may(abilityOf([]), 'self:read')).toBe(false);
  });

  it('without conditions covers every instance', () => {
    expect(mayOn(free, 'events:read', { device_uid: 'any' })).toBe(true);
    expect(mayOn(free, 'events:write', { device_uid: 'any' })).toBe(false);
  });

  it('with conditions covers those alone that meet them', () => {
    expect(may(bound, 'events:write')).toBe(true);
    expect(mayOn(bound, 'events:write', { device_uid: 'sensor-1' })).toBe(true);
    for (const instance of [{ device_uid: 'sensor-2' }, { device_uid: 'sensor-10' }, { device_uid: '' }, {}])
      expect(mayOn(bound, 'events:write', instance)).toBe(false);
    expect(mayOn(bound, 'events:read', { device_uid: 'sensor-1' })).toBe(false);
  });

  it('gives no power to words: neither of CASL’s own wildcards is a permission', () => {
    for (const words of ['all:manage', 'events:manage', 'all:read'])
      expect(may(abilityOf([words]), 'events:read')).toBe(false);
  });

  it('leaves the instance as it was', () => {
    const instance = Object.freeze({ device_uid: 'sensor-1' });
    expect(mayOn(bound, 'events:write', instance)).toBe(true);
    expect(Object.keys(instance)).toEqual(['device_uid']);
  });
});
