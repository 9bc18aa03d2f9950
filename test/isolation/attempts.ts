import { randomUUID } from 'node:crypto';
import { In, type EntityManager, Not, Raw } from 'typeorm';
import { type Foreign, Device, Event } from './world.js';

type Attempt = (manager: EntityManager, other: Foreign, own: string) => Promise<unknown>;

const devices = (manager: EntityManager) => manager.createQueryBuilder(Device, 'd');
const events = (manager: EntityManager) => manager.createQueryBuilder(Event, 'e');
const named = (other: Foreign) => ({ tenantId: other.tenantId, id: other.deviceId });
const rowsOf = async (stream: NodeJS.ReadableStream) => {
  const rows: unknown[] = [];
  for await (const row of stream) rows.push(row);
  return rows;
};

/**
 * Ways to come at another tenant's rows through an ordinary manager, by mistake or by intent. Each is a known trap of
 * the ORM, or a thing that a hurried developer writes.
 */
export const READS: Record<string, Attempt> = {
  'find()': (m) => m.find(Device),
  'find({ where: {} })': (m) => m.find(Device, { where: {} }),
  'find({ where: [] })': (m) => m.find(Device, { where: [] }),
  'find({ where: { tenantId } })': (m, b) => m.find(Device, { where: { tenantId: b.tenantId } }),
  'find with OR over tenants': (m, b, a) => m.find(Device, { where: [{ tenantId: a }, { tenantId: b.tenantId }] }),
  'find In([both])': (m, b, a) => m.findBy(Device, { tenantId: In([a, b.tenantId]) }),
  'find Not(own)': (m, _, a) => m.findBy(Device, { tenantId: Not(a) }),
  'find Raw(true)': (m) => m.findBy(Device, { tenantId: Raw(() => 'true OR true') }),
  'findOneBy uid': (m, b) => m.findOneBy(Device, { deviceUid: b.deviceUid }),
  'findOneBy bare id': (m, b) => m.findOneBy(Device, { id: b.deviceId }),
  'findOneBy primary key': (m, b) => m.findOneBy(Device, named(b)),
  'findAndCount': (m) => m.findAndCount(Event, { take: 10, relations: { device: true } }),
  'find with relations': (m) => m.find(Event, { relations: { device: true } }),
  'find by relation': (m, b) => m.findBy(Event, { device: { deviceUid: b.deviceUid } }),
  'find, relations by query': (m) => m.find(Event, { relations: { device: true }, relationLoadStrategy: 'query' }),
  'preload': (m, b) => m.preload(Device, named(b)),
  'count': async (m, _, a) => ({ count: await m.count(Device), own: await ownCount(m, a) }),
  'countBy': async (m, b) => ({ count: await m.countBy(Device, { deviceUid: b.deviceUid }), own: 0 }),
  'exists': async (m, b) => ({ count: Number(await m.existsBy(Device, { deviceUid: b.deviceUid })), own: 0 }),
  'maximum': async (m) => ({ count: (await m.maximum(Device, 'version')) ?? 1, own: 1 }),
  'getMany': (m) => devices(m).getMany(),
  'getRawMany': (m) => devices(m).getRawMany(),
  'getManyAndCount, paged over a join': (m) => events(m).leftJoinAndSelect('e.device', 'd').take(5).getManyAndCount(),
  'where replaced': (m) => devices(m).where('d.status = :s', { s: 'active' }).where('1 = 1').getMany(),
  'orWhere true': (m) => devices(m).where('false').orWhere('true').getMany(),
  'where names the tenant': (m, b) => devices(m).where('d.tenant_id = :t', { t: b.tenantId }).getMany(),
  'parameter overwritten': (m, b) => devices(m).setParameter('app_tenant_id', b.tenantId).getMany(),
  'parameter overwritten late': (m, b) => devices(m).where('true', { app_tenant_id: b.tenantId }).getMany(),
  'join on true': (m) => devices(m).leftJoinAndMapMany('d.others', Device, 'o', '1 = 1').getMany(),
  'join by entity name': (m) => devices(m).innerJoin('devices', 'o', 'true').addSelect('o.name').getRawMany(),
  'join with OR': (m) => events(m).innerJoinAndSelect(Device, 'o', 'o.id = e.device_id OR true').getRawMany(),
  'sub-query in where': (m) =>
    devices(m).where((q) => `d.id IN ${q.subQuery().select('s.id').from(Device, 's').getQuery()}`).getMany(),
  'sub-query as a table': (m) =>
    m.createQueryBuilder().select('s.*').from((q) => q.select('i.name', 'name').from(Device, 'i'), 's').getRawMany(),
  'sub-query in the select list': (m) =>
    devices(m).select((q) => q.select('string_agg(i.name, chr(44))').from(Device, 'i'), 'names').getRawMany(),
  'FROM by table name': (m) => m.createQueryBuilder().select('*').from('devices', 'x').getRawMany(),
  'FROM by a text': (m) => m.createQueryBuilder().select('*').from('(SELECT * FROM devices)', 'x').getRawMany(),
  'relation of another’s row': (m, b) =>
    m.createQueryBuilder().relation(Event, 'device').of({ tenantId: b.tenantId, position: b.position }).loadOne(),
  'stream': async (m) => rowsOf(await devices(m).stream()),
  'raw SQL': (m) => m.query('SELECT * FROM devices'),
  'raw SQL naming the other tenant': (m, b) => m.query('SELECT * FROM devices WHERE tenant_id = $1', [b.tenantId]),
  'COMMON TABLE EXPRESSION': (m) =>
    m.createQueryBuilder().addCommonTableExpression('SELECT * FROM devices', 'x').select('*').from('x', 'x').getRawMany(),
  'a nested transaction': (m) => m.transaction((inner) => inner.find(Device)),
  'grouped': (m) => devices(m).select('d.name', 'name').addSelect('count(*)').groupBy('d.name').getRawMany(),
  'ordered by what is foreign': (m) => devices(m).orderBy('d.name', 'DESC').limit(1).getRawMany(),
  'query cache': (m) => m.find(Device, { cache: true }),
}; // prettier-ignore

export const WRITES: Record<string, Attempt> = {
  'update by uid': (m, b) => m.update(Device, { deviceUid: b.deviceUid }, { name: 'taken' }),
  'update everything': (m) => m.createQueryBuilder().update(Device).set({ name: 'taken' }).execute(),
  'update, where replaced': (m, b) =>
    m.createQueryBuilder().update(Device).set({ name: 'taken' }).where('tenant_id = :t', { t: b.tenantId }).execute(),
  'updateAll': (m) => m.updateAll(Device, { name: 'taken' }),
  'increment': (m, b) => m.increment(Device, { deviceUid: b.deviceUid }, 'version', 1),
  'delete by uid': (m, b) => m.delete(Device, { deviceUid: `${b.deviceUid}-idle` }),
  'delete everything idle': (m) => m.createQueryBuilder().delete().from(Device).where(`status = 'disabled'`).execute(),
  'deleteAll': (m) => m.deleteAll(Device),
  'save by primary key': (m, b) => m.save(Device, { ...named(b), deviceUid: b.deviceUid, name: 'taken' }),
  'save an entity that was handed over': (m, b) =>
    m.save(Object.assign(new Device(), { ...named(b), deviceUid: b.deviceUid, name: 'taken', status: 'active' })),
  'remove an entity that was handed over': (m, b) => m.remove(Object.assign(new Device(), { tenantId: b.tenantId, id: b.idleId })),
  'insert for the other': (m, b) => m.insert(Device, { tenantId: b.tenantId, deviceUid: randomUUID() }),
  'save a new row for the other': (m, b) => m.save(Device, { tenantId: b.tenantId, deviceUid: randomUUID() }),
  'upsert for the other': (m, b) =>
    m.upsert(Device, { tenantId: b.tenantId, deviceUid: b.deviceUid, name: 'taken' }, ['tenantId', 'deviceUid']),
  'give a row away': (m, b) => m.update(Device, { deviceUid: 'sensor-1' }, { tenantId: b.tenantId }),
  'hang an event on the other’s device': (m, b, a) =>
    m.insert(Event, {
      tenantId: a, eventUid: randomUUID(), deviceId: b.deviceId, type: 't', occurredAt: new Date(), receivedAt: new Date(), payload: {},
    }),
  'soft delete': (m, b) => m.softDelete(Device, { deviceUid: b.deviceUid }),
  'clear': (m) => m.clear(Device),
  'raw UPDATE': (m) => m.query(`UPDATE devices SET name = 'taken'`),
}; // prettier-ignore

async function ownCount(manager: EntityManager, own: string): Promise<number> {
  const [{ count }] = await manager.query('SELECT count(*) FROM devices WHERE tenant_id = $1', [own]);
  return Number(count);
}
