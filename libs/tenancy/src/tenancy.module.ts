import { Global, Module } from '@nestjs/common';
import { TenantCache } from './tenant-cache.js';
import { TenantContext } from './tenant-context.js';

@Global()
@Module({ providers: [TenantContext, TenantCache], exports: [TenantContext, TenantCache] })
export class TenancyModule {}
