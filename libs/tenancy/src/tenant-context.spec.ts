import { setTimeout as sleep } from 'node:timers/promises';
import { TenantContext, TenantUnboundError } from './tenant-context.js';

describe('TenantContext', () => {
  const context = new TenantContext();
  const acme = { id: '1', key: 'acme' };
  const globex = { id: '2', key: 'globex' };

  it('has no tenant unless one is bound, and says so when asked', () => {
    expect(context.tenantOrNone).toBeUndefined();
    expect(() => context.tenant).toThrow(TenantUnboundError);
    expect(() => context.tenantId).toThrow('No tenant is bound to this work');
    context.run(() => expect(() => context.tenantId).toThrow(TenantUnboundError));
    expect(context.run(() => 'result')).toBe('result');
  });

  it('is bound once in a scope, and only there', () => {
    expect(() => context.bind(acme)).toThrow('outside a request or job scope');
    context.run(() => {
      context.bind(acme);
      expect([context.tenant, context.tenantId, context.tenantOrNone]).toEqual([acme, '1', acme]);
      context.bind({ ...acme });
      expect(() => context.bind(globex)).toThrow('work never changes its tenant');
      expect(context.tenantId).toBe('1');
    });
    expect(context.tenantOrNone).toBeUndefined();
  });

  it('lets work run as another tenant within, and comes back', async () => {
    const seen = await context.runAs(acme, async () => {
      const inner = await context.runAs(globex, async () => {
        await sleep(1);
        return context.tenantId;
      });
      return [inner, context.tenantId];
    });
    expect(seen).toEqual(['2', '1']);
  });

  it('opens an unbound scope inside a bound one', () => {
    context.runAs(acme, () => context.run(() => expect(context.tenantOrNone).toBeUndefined()));
  });

  it('carries the trace of its scope, into work that runs as another too', () => {
    expect(context.trace).toEqual({});
    context.run(() => context.runAs(acme, () => expect(context.trace).toEqual({ request_id: 'r' })), { request_id: 'r' });
    context.run(() => expect(context.trace).toEqual({}));
  });

  it('keeps concurrent work apart', async () => {
    const work = (tenant: typeof acme) =>
      context.runAs(tenant, async () => {
        await sleep(Math.random() * 5);
        return context.tenantId === tenant.id;
      });
    expect(await Promise.all(Array.from({ length: 100 }, (_, i) => work(i % 2 ? acme : globex)))).not.toContain(false);
  });
}); // prettier-ignore
