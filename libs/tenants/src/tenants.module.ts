import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LimitsModule } from '#libs/limits';
import { AuditRetention } from './audit-retention.js';
import { Eraser } from './erasure/eraser.js';
import { Erasure } from './erasure/erasure.entity.js';
import { ErasuresController } from './erasure/erasures.controller.js';
import { ErasuresService } from './erasure/erasures.service.js';
import { EveryTenant } from './every-tenant.js';
import { PeopleEraser } from './erasure/people-eraser.js';
import { RetentionCutoffs } from './retention-cutoffs.js';
import { TenantLimitsController } from './tenant-limits.controller.js';
import { TenantLimitsService } from './tenant-limits.service.js';
import { TenantEntity } from './tenant.entity.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Erasure, TenantEntity]), LimitsModule],
  controllers: [ErasuresController, TenantsController, TenantLimitsController],
  providers: [
    AuditRetention,
    Eraser,
    ErasuresService,
    EveryTenant,
    PeopleEraser,
    RetentionCutoffs,
    TenantsService,
    TenantLimitsService,
  ],
  exports: [EveryTenant, RetentionCutoffs, TenantsService],
})
export class TenantsModule {}
