import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { TenantOwned } from '#libs/database';
import { Device } from '#libs/devices';

/** One event, stored once and never changed. One set-based statement writes the rows (see ingest.statements.ts). */
@Entity('events')
@TenantOwned()
@Unique('events_uid_unique', ['tenantId', 'eventUid'])
@Index('events_by_device', ['tenantId', 'deviceId', 'position'])
@Index('events_by_type', ['tenantId', 'type', 'position'])
@Index('events_by_device_occurrence', ['tenantId', 'deviceId', 'occurredAt', 'position'])
@Index('events_by_occurrence', ['tenantId', 'occurredAt', 'position'])
@Index('events_by_receipt', ['tenantId', 'receivedAt', 'position'])
export class Event {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'events_pkey' })
  tenantId: string;

  /** The tenant's own storage order, see event-head.entity.ts. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'events_pkey' })
  position: string;

  @Column({ name: 'event_uid', type: 'text', collation: 'C' })
  eventUid: string;

  @Column({ name: 'device_id', type: 'bigint' })
  deviceId: string;

  @Column({ type: 'text', collation: 'C' })
  type: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt: Date;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt: Date;

  /** Whether it was older than the acceptance window on receipt. */
  @Column({ type: 'boolean', default: false })
  late: boolean;

  @Column('jsonb')
  payload: unknown;

  /** CloudEvents extension attributes. */
  @Column({ type: 'jsonb', nullable: true })
  extensions: unknown;

  /** Source of a CloudEvent. Null for other events, and for those that an earlier release stored without it. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  source: string | null;

  @ManyToOne(() => Device)
  @JoinColumn([
    { name: 'tenant_id', referencedColumnName: 'tenantId', foreignKeyConstraintName: 'events_device_fkey' },
    { name: 'device_id', referencedColumnName: 'id', foreignKeyConstraintName: 'events_device_fkey' },
  ])
  device?: Relation<Device>;
}
