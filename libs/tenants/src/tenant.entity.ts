import { Check, Column, Entity, PrimaryGeneratedColumn, Unique, VersionColumn } from 'typeorm';
import { Stamped } from '#libs/database';
import type { TenantSettings } from './tenant-settings.js';

export type TenantStatus = 'active' | 'suspended';

/** A tenant. The table belongs to the platform, so only platform code reaches it. */
@Entity('tenants')
@Stamped({ columns: ['id', 'key'], names: ({ id, key }) => [`tenant:${id}`, `tenant-key:${key}`] })
@Check('tenants_status_check', `status IN ('active', 'suspended')`)
@Unique('tenants_key_unique', ['key'])
export class TenantEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'tenants_pkey',
  })
  id: string;

  @Column({ type: 'text', collation: 'C' })
  key: string;

  @Column('text')
  name: string;

  @Column({ type: 'text', default: 'active' })
  status: TenantStatus;

  /** As set; `effectiveSettings` fills in the defaults. */
  @Column({ type: 'jsonb', default: {} })
  settings: TenantSettings;

  /** Events that occurred before it are rejected, because retention may have removed them. It only grows. */
  @Column({ name: 'purged_before', type: 'timestamptz', nullable: true })
  purgedBefore: Date | null;

  /** From then on the eraser may remove the tenant's rows; before it PostgreSQL refuses. */
  @Column({ name: 'erasure_ordered_at', type: 'timestamptz', nullable: true, select: false })
  erasureOrderedAt?: Date | null;

  @VersionColumn({ default: 1 })
  version: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
