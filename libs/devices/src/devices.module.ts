import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '#libs/auth';
import { Device } from './device.entity.js';
import { DeviceTokensController } from './device-tokens.controller.js';
import { DevicesController } from './devices.controller.js';
import { DeviceTokens } from './device-tokens.service.js';
import { DevicesService } from './devices.service.js';
import { LastSeen } from './last-seen.js';

@Module({
  imports: [TypeOrmModule.forFeature([Device]), AuthModule],
  controllers: [DevicesController, DeviceTokensController],
  providers: [DevicesService, DeviceTokens, LastSeen],
  exports: [DevicesService, LastSeen],
})
export class DevicesModule {}
