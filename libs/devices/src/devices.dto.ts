import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import {
  DeviceUid,
  JsonObject,
  LineOfText,
  Name,
  ListQuery,
  Nullable,
  VisibleText,
  pathOf,
} from '#libs/common';
import type { Device, DeviceStatus } from './device.entity.js';
import { isTooLarge } from './metadata.js';

const STATUSES: DeviceStatus[] = ['active', 'disabled'];
const METADATA = { site: 'hall 3', firmware: '2.4.1' };

export class DeviceParams {
  @DeviceUid() device_uid: string;
}

export class CreateDevice {
  /** Public name of the device in its tenant. It never changes. */
  @DeviceUid() device_uid: string;
  @Nullable() @Name(200, 'Thermometer at the door') name?: string | null;
  @Nullable() @VisibleText('thermometer') type?: string | null;
  /** At most 16 KiB in the form that is stored, and 512 members at all depths. */
  @IsOptional() @JsonObject(METADATA) metadata?: Record<string, unknown>;
  @IsOptional() @IsIn(STATUSES) status?: DeviceStatus;
}

export class UpdateDevice {
  @Nullable() @Name(200, 'Thermometer at the door') name?: string | null;
  @Nullable() @VisibleText('thermometer') type?: string | null;
  /** Merged deeply into what is stored. null removes a member, or all of them. */
  @Nullable() @JsonObject(METADATA) metadata?: Record<string, unknown> | null;
  /** New events of a disabled device are `forbidden`. */
  @IsOptional() @IsIn(STATUSES) status?: DeviceStatus;
}

export class ListDevices extends ListQuery {
  @IsOptional() @IsIn(STATUSES) status?: DeviceStatus;
  @IsOptional() @VisibleText('thermometer') type?: string;
  /** Prefix of the uid or the name; case-sensitive. */
  @IsOptional() @LineOfText(200, 'sensor-') q?: string;
}

export class MetadataOmitted {
  @ApiProperty({ example: '/v1/devices/sensor-1' }) href: string;
}

export class DeviceView {
  @ApiProperty({ example: 'sensor-1' }) device_uid: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Thermometer at the door' }) name: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'thermometer' }) type: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, example: METADATA }) metadata: Record<
    string,
    unknown
  >;
  /** In lists only: the metadata exceed the current limit and are omitted. This URL returns them. */
  @ApiPropertyOptional({ type: () => MetadataOmitted }) metadata_omitted?: MetadataOmitted;
  @ApiProperty({ enum: STATUSES }) status: DeviceStatus;
  @ApiProperty({ type: Date, nullable: true }) last_seen_at: Date | null;
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
}

export class DevicePage {
  @ApiProperty({ type: [DeviceView] }) data: DeviceView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

/**
 * Omits metadata from lists if they exceed the limit, as those stored by earlier releases may. The device's own URL
 * returns them.
 * @param base Config.basePath
 */
export const listedDevice = (device: Device, base: string): DeviceView =>
  isTooLarge(device.metadata)
    ? {
        ...deviceView({ ...device, metadata: '{}' }),
        metadata_omitted: { href: base + pathOf('devices', device.deviceUid) },
      }
    : deviceView(device);

export const deviceView = (device: Device): DeviceView => ({
  device_uid: device.deviceUid,
  name: device.name,
  type: device.type,
  metadata: JSON.parse(device.metadata) as Record<string, unknown>,
  status: device.status,
  last_seen_at: device.lastSeenAt,
  created_at: device.createdAt,
  updated_at: device.updatedAt,
});
