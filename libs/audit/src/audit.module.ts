import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Denials } from '#libs/access';
import { AuditEntry } from './audit-entry.entity.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { AuditTrail } from './audit.trail.js';
import { DenialLog } from './denial-log.js';

/** Global, because every feature that changes something writes to the trail. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntry])],
  controllers: [AuditController],
  providers: [AuditService, AuditTrail, DenialLog, { provide: Denials, useExisting: DenialLog }],
  exports: [AuditTrail, DenialLog, Denials],
})
export class AuditModule {}
