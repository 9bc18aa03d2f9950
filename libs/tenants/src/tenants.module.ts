import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LimitsModule } from '#libs/limits';
import { TenantLimitsController } from './tenant-limits.controller.js';
import { TenantLimitsService } from './tenant-limits.service.js';
import { TenantEntity } from './tenant.entity.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([TenantEntity]), LimitsModule],
  controllers: [TenantsController, TenantLimitsController],
  providers: [TenantsService, TenantLimitsService],
  exports: [TenantsService],
})
export class TenantsModule {}
