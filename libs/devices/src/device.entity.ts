import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  VersionColumn,
} from 'typeorm';
import { Stamped, TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

export type DeviceStatus = 'active' | 'disabled';

/** A source of events. Devices of two tenants may have the same uid; they are different devices. */
@Entity('devices')
@Stamped({ columns: ['id'], names: ({ id }) => [`device:${id}`], on: ['delete'] })
@TenantOwned()
@Check('devices_status_check', `status IN ('active', 'disabled')`)
@Unique('devices_uid_unique', ['tenantId', 'deviceUid'])
@Index('devices_name', ['tenantId', 'name'])
export class Device {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'devices_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'devices_pkey',
  })
  id: string;

  @Column({ name: 'device_uid', type: 'text', collation: 'C' })
  deviceUid: string;

  @Column({ type: 'text', collation: 'C', nullable: true })
  name: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  type: string | null;

  /** A JSON object as text, see metadata.ts. */
  @Column({ type: 'jsonb', default: {}, transformer: { from: JSON.stringify, to: parsed } })
  metadata: string;

  @Column({ type: 'text', default: 'active' })
  status: DeviceStatus;

  /** When its last event arrived, up to a minute behind. */
  @Column({ name: 'last_seen_at', type: 'timestamptz', nullable: true })
  lastSeenAt: Date | null;

  @VersionColumn({ default: 1 })
  version: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'devices_tenant_fkey' })
  tenant?: Relation<TenantEntity>;
}
