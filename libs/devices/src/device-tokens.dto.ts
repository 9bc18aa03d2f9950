import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { DeviceUid, Name, Nullable, Timestamp } from '#libs/common';

export class DeviceTokenParams {
  @DeviceUid() device_uid: string;
  @IsUUID() token_id: string;
}

export class CreateDeviceToken {
  @Name(200, 'burnt in at the factory') name: string;

  /** When the token expires. With null it never expires, if the service sets no maximum. */
  @Nullable()
  @Timestamp()
  @ApiProperty({ example: '2099-12-31T00:00:00Z', required: false, nullable: true })
  expires_at?: string | null;
}
