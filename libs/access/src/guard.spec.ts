import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import { Problem } from '#libs/common';
import { abilityOf } from './ability.js';
import { AbilityGuard } from './ability.guard.js';
import { Can, Public, ruleOf } from './can.js';
import { type Denial, DenialFilter } from './denials.js';
import type { Permission } from './permissions.js';
import { Who } from './principal.js';

class Handlers {
  @Can('events:read') read() {}
  @Can('tenants:read') platform() {}
  @Can('self:read') self() {}
  @Public() open() {}
  forgotten() {}
}
const { read, platform, self, open, forgotten } = Handlers.prototype;
const metadata = (handler: object, key: string) => Reflect.getMetadata(key, handler);

describe('a rule', () => {
  it('is what the handler was marked with, and none where it was forgotten', () => {
    const rules = [read, platform, self, open, forgotten].map((handler) => ruleOf(handler));
    expect(rules).toEqual(['events:read', 'tenants:read', 'self:read', 'public', undefined]);
  });

  it('stands in the document: credential, permission, and what can go wrong', () => {
    const codesOf = (handler: object) =>
      Object.values(metadata(handler, 'swagger/apiResponse') as Record<string, object>).map((each) => JSON.stringify(each)).join();
    expect(metadata(read, 'swagger/apiSecurity')).toEqual([{ bearer: [] }, { oauth2: [] }]);
    expect(metadata(read, 'swagger/apiExtension')).toEqual({ 'x-permission': 'events:read' });
    for (const code of ['unauthenticated', 'forbidden', 'tenant_ambiguous', 'tenant_required', 'tenant_forbidden', 'tenant_suspended'])
      expect(codesOf(read)).toContain(code);
    for (const handler of [platform, self]) {
      expect(codesOf(handler)).toContain('forbidden');
      expect(codesOf(handler)).not.toContain('tenant_required');
    }
    expect(metadata(open, 'swagger/apiSecurity')).toBeUndefined();
  }); // prettier-ignore

  it('of a tenant’s route documents the selector, optional; no other does', () => {
    expect(metadata(read, 'swagger/apiParameters')).toEqual([
      {
        in: 'header',
        name: 'X-Tenant-Key',
        required: false,
        description: 'Selects the tenant, for credentials that may act in several.',
        schema: { type: 'string', example: 'demo' },
      },
    ]);
    expect(metadata(platform, 'swagger/apiParameters')).toBeUndefined();
    expect(metadata(self, 'swagger/apiParameters')).toBeUndefined();
  });
});

describe('the guard', () => {
  const principal = (...permissions: Permission[]) => ({ ability: abilityOf(permissions) });
  const ask = (handler: object, who?: object) =>
    new AbilityGuard().canActivate({
      getHandler: () => handler,
      switchToHttp: () => ({ getRequest: () => ({ principal: who }) }),
    } as unknown as ExecutionContext);
  const refusal = (handler: object, who?: object) => {
    try {
      return ask(handler, who);
    } catch (error) {
      return [(error as Problem).status, (error as Problem).code, (error as Problem).detail];
    }
  };

  it('lets in who has the permission, and everybody where it is public', () => {
    expect(ask(read, principal('events:read'))).toBe(true);
    expect(ask(open)).toBe(true);
    expect(ask(open, principal())).toBe(true);
  });

  it('refuses everybody else, and says what is needed', () => {
    const needs = [403, 'forbidden', 'This needs the permission events:read.'];
    expect(refusal(read, principal('events:write', 'tenants:read'))).toEqual(needs);
    expect(refusal(read)).toEqual(needs);
  });

  it('closes a handler without a rule to everybody', () => {
    const closed = [403, 'forbidden', 'This route has no access rule, so nobody may use it.'];
    expect(refusal(forgotten, principal('events:read', 'tenants:write', 'self:read'))).toEqual(closed);
    expect(refusal(forgotten)).toEqual(closed);
  });
});

describe('denials', () => {
  const answer = (error: unknown, request: object = {}) => {
    const noted: Denial[] = [];
    const sent: number[] = [];
    const reply = {
      code: (status: number) => (sent.push(status), reply),
      status: (status: number) => (sent.push(status), reply),
      header: () => reply,
      headers: () => reply,
      type: () => reply,
      send: () => reply,
      raw: {},
    };
    const whole = {
      method: 'GET',
      url: '/v1/x',
      routeOptions: { url: '/v1/:x' },
      headers: {},
      raw: {},
      ...request,
    };
    const http = { getRequest: () => whole, getResponse: () => reply };
    const host = { switchToHttp: () => http, getType: () => 'http' } as unknown as ArgumentsHost;
    new DenialFilter({ note: (denial) => void noted.push(denial) }).catch(error, host);
    return { noted, sent };
  };

  it.each(['unauthenticated', 'forbidden', 'tenant_suspended'] as const)('%s is noted by route, and answered', (code) => {
    const homeTenant = { id: '1', key: 'acme' };
    const problem = new Problem(code, 'no');
    const { noted, sent } = answer(problem, { homeTenant });
    expect(noted).toEqual([{ code, target: 'GET /v1/:x', home: homeTenant }]);
    expect(sent).toEqual([problem.status]);
  }); // prettier-ignore

  it('of routes that do not exist are noted alike', () => {
    const { noted } = answer(new Problem('forbidden', 'no'), { routeOptions: {} });
    expect(noted).toEqual([{ code: 'forbidden', target: 'GET -', home: undefined }]);
  });

  it('are nothing else: other failures are answered only', () => {
    for (const error of [Problem.notFound(), new Problem('throttled', 'slow'), Object.assign(new Error('x'), { status: 403 })]) {
      const { noted, sent } = answer(error);
      expect([noted, sent.length]).toEqual([[], 1]);
    }
  }); // prettier-ignore
});

describe('who', () => {
  it('is the principal of the request', () => {
    class Controller {
      handle(@Who() _who: unknown) {}
    }
    const [{ factory }] = Object.values(
      metadata(Controller, '__routeArguments__') ??
        Reflect.getMetadata('__routeArguments__', Controller, 'handle'),
    ) as [{ factory: (data: unknown, context: ExecutionContext) => unknown }];
    const request = { principal: { actor: { kind: 'user', id: 'u' } } };
    const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
    expect(factory(undefined, context)).toBe(request.principal);
  });
});
