import { Injectable } from '@nestjs/common';
import { Brackets, type EntityManager } from 'typeorm';
import { AuditTrail, changesOf } from '#libs/audit';
import { ApiTokens } from '#libs/auth';
import { type Page, Problem, requireMatch, Config } from '#libs/common';
import { Cursors, isForeignKeyViolation, isUniqueViolation, TenantDatabase } from '#libs/database';
import { Device } from './device.entity.js';
import { madeOf, patched } from './metadata.js';
import {
  type CreateDevice,
  type DeviceView,
  listedDevice,
  type ListDevices,
  type UpdateDevice,
} from './devices.dto.js';

/**
 * Above every character. `x >= q AND x < q
 *
 * LAST` means "begins with q", in a form that can use an index under row level security.
 */
const LAST = '\u{10FFFF}';

/** Devices of the bound tenant. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly audit: AuditTrail,
    private readonly tokens: ApiTokens,
    private readonly cursors: Cursors,
    private readonly config: Config,
  ) {}

  list({ limit, cursor, ...filter }: ListDevices): Promise<Page<DeviceView>> {
    return this.cursors.page(
      ['devices'],
      { limit, cursor },
      {
        read: (after, take) => this.read(filter, after, take),
        keyOf: ({ deviceUid }) => deviceUid,
        view: (device) => listedDevice(device, this.config.basePath),
      },
    );
  }

  private read({ status, type, q }: ListDevices, after: string | undefined, take: number): Promise<Device[]> {
    return this.database.read((manager) => {
      const query = manager.createQueryBuilder(Device, 'device').orderBy('device.deviceUid').limit(take);
      if (after !== undefined) query.andWhere('device.deviceUid > :after', { after });
      if (status) query.andWhere('device.status = :status', { status });
      if (type) query.andWhere('device.type = :type', { type });
      if (q) {
        const begins = (column: string) => `(${column} >= :from AND ${column} < :to)`;
        query.andWhere(
          new Brackets((or) => or.where(begins('device.deviceUid')).orWhere(begins('device.name'))),
          { from: q, to: q + LAST },
        );
      }
      return query.getMany();
    });
  }

  get(deviceUid: string): Promise<Device> {
    return this.database.read((manager) => this.find(manager, deviceUid));
  }

  async create(input: CreateDevice): Promise<Device> {
    try {
      return await this.database.transaction(async (manager) => {
        const { device_uid: deviceUid, name = null, type = null, metadata = {}, status = 'active' } = input;
        await manager.insert(Device, { deviceUid, name, type, metadata: madeOf(metadata), status });
        const device = await this.find(manager, deviceUid);
        await this.record(manager, 'device.create', deviceUid, changesOf({}, visible(device)));
        return device;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new Problem('device_exists', `A device "${input.device_uid}" already exists.`, { cause: error });
    }
  }

  update(deviceUid: string, input: UpdateDevice, ifMatch?: string): Promise<Device> {
    return this.database.transaction(async (manager) => {
      const device = await this.lock(manager, deviceUid, ifMatch);
      const metadata = patched(device.metadata, input.metadata);
      const before = visible(device);
      const next = Object.assign(device, input, { metadata });
      const changes = changesOf(before, visible(next));
      // Nothing changed, so ETag and `updated_at` stay.
      if (!changes) return device;
      const saved = await manager.save(Object.assign(next, { updatedAt: new Date() }));
      await this.record(manager, 'device.update', deviceUid, changes);
      return saved;
    });
  }

  async delete(deviceUid: string, ifMatch?: string): Promise<void> {
    try {
      await this.database.transaction(async (manager) => {
        const device = await this.lock(manager, deviceUid, ifMatch);
        await manager.delete(Device, { deviceUid });
        await this.record(manager, 'device.delete', deviceUid, changesOf(visible(device), {}));
      });
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new Problem(
        'device_has_events',
        'The device has events, so it cannot be deleted: set its status to disabled instead.',
        { cause: error },
      );
    }
  }

  private record(manager: EntityManager, action: string, deviceUid: string, changes?: object): Promise<void> {
    return this.audit.record(manager, { action, target: `device:${deviceUid}`, changes });
  }

  private async find(manager: EntityManager, deviceUid: string): Promise<Device> {
    const device = await manager.findOneBy(Device, { deviceUid });
    if (!device) throw Problem.notFound();
    return device;
  }

  private async lock(manager: EntityManager, deviceUid: string, ifMatch?: string): Promise<Device> {
    const device = await manager.findOne(Device, {
      where: { deviceUid },
      lock: { mode: 'pessimistic_write' },
    });
    if (!device) throw Problem.notFound();
    requireMatch(ifMatch, device);
    return device;
  }
}

const visible = ({ name, type, metadata, status }: Device) => ({
  name,
  type,
  metadata: JSON.parse(metadata) as object,
  status,
});
