import type { EntityMetadata, QueryRunner } from 'typeorm';
import { TenantContext, TenantUnboundError } from '#libs/tenancy';
import { ForeignTenantError } from './errors.js';
import { isTenantOwned, TenantOwned } from './tenant-owned.js';
import { TenantSubscriber } from './tenant.subscriber.js';

@TenantOwned()
class Owned {}
class Platform {}

const metadata = (target: unknown, column?: string) =>
  ({
    target,
    name: (target as { name: string }).name,
    findColumnWithPropertyName: (name: string) => (name === 'tenantId' && column ? { databaseName: column } : undefined),
  }) as unknown as EntityMetadata; // prettier-ignore
const owned = metadata(Owned, 'tenant_id');
const platform = metadata(Platform);

describe('isTenantOwned', () => {
  it('knows what is marked, and nothing else', () => {
    expect(isTenantOwned(owned)).toBe(true);
    expect(isTenantOwned(platform)).toBe(false);
    expect(isTenantOwned(undefined)).toBe(false);
    expect(isTenantOwned({ target: 'Owned' } as EntityMetadata)).toBe(false);
  });

  it.each([undefined, 'tenant'])('is a mistake to mark what has no tenant_id (%s)', (column) => {
    expect(() => isTenantOwned(metadata(Owned, column))).toThrow(
      'Owned is @TenantOwned and must map tenantId to tenant_id',
    );
  });
});

describe('TenantSubscriber', () => {
  const context = new TenantContext();
  const subscriber = new TenantSubscriber(context);
  const as = <T>(id: string, work: () => T) => context.runAs({ id, key: `tenant-${id}` }, work);
  const event = (entity: object | undefined, databaseEntity?: object, of = owned) =>
    ({ metadata: of, entity, databaseEntity }) as never;

  const runner = () => {
    const told: unknown[] = [];
    const sendAhead = ({ text }: { text: string }, values: unknown[]) => void told.push([text, values]);
    return { told, queryRunner: { data: {}, sendAhead } as unknown as QueryRunner };
  };

  it('tells PostgreSQL the tenant at the start of each transaction', () => {
    const { told, queryRunner } = runner();
    as('1', () => subscriber.afterTransactionStart({ queryRunner } as never));
    as('1', () => subscriber.afterTransactionStart({ queryRunner } as never));
    expect(told).toEqual(Array(2).fill(['SELECT app_set_tenant($1)', ['1']]));
  });

  it('tells it nothing where no tenant is bound', () => {
    const { told, queryRunner } = runner();
    subscriber.afterTransactionStart({ queryRunner } as never);
    expect(told).toEqual([]);
  });

  it('refuses a savepoint of another tenant, and one of nobody', () => {
    const { told, queryRunner } = runner();
    as('1', () => subscriber.afterTransactionStart({ queryRunner } as never));
    const refused = 'A transaction inside a transaction: a row of another tenant was met';
    expect(() => as('2', () => subscriber.afterTransactionStart({ queryRunner } as never))).toThrow(refused);
    expect(() => subscriber.afterTransactionStart({ queryRunner } as never)).toThrow(ForeignTenantError);
    expect(told).toHaveLength(1);
  }); // prettier-ignore

  it('stamps an insert, keeps a right stamp, refuses a wrong one and an unbound tenant', () => {
    const fresh: { tenantId?: string } = {};
    as('1', () => subscriber.beforeInsert(event(fresh)));
    expect(fresh.tenantId).toBe('1');
    as('1', () => subscriber.beforeInsert(event({ tenantId: 1 })));
    expect(() => as('1', () => subscriber.beforeInsert(event({ tenantId: '2' })))).toThrow(
      'Owned: a row of another tenant',
    );
    expect(() => subscriber.beforeInsert(event({}))).toThrow(TenantUnboundError);
  });

  const own = { tenantId: '1' };
  const foreign = { tenantId: '2' };
  it.each(['beforeUpdate', 'beforeRemove'] as const)('%s refuses a foreign row, as given and as stored', (hook) => {
    as('1', () => subscriber[hook](event(own, own)));
    as('1', () => subscriber[hook](event(undefined, undefined)));
    as('1', () => subscriber[hook](event({}, {})));
    expect(() => as('1', () => subscriber[hook](event(foreign, own)))).toThrow(ForeignTenantError);
    expect(() => as('1', () => subscriber[hook](event(own, foreign)))).toThrow(ForeignTenantError);
    expect(() => subscriber[hook](event(own, own))).toThrow(TenantUnboundError);
  }); // prettier-ignore

  it('refuses a foreign row that was loaded', () => {
    as('1', () => subscriber.afterLoad(own, event(undefined)));
    as('1', () => subscriber.afterLoad(foreign));
    expect(() => as('1', () => subscriber.afterLoad(foreign, event(undefined)))).toThrow(ForeignTenantError);
  });

  it('leaves the platform’s rows alone', () => {
    const entity = {};
    subscriber.beforeInsert(event(entity, undefined, platform));
    subscriber.beforeUpdate(event(foreign, foreign, platform));
    subscriber.beforeRemove(event(foreign, foreign, platform));
    subscriber.afterLoad(foreign, event(undefined, undefined, platform));
    expect(entity).toEqual({});
  });
});
