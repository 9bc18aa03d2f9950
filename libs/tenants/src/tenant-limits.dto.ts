import { ApiProperty } from '@nestjs/swagger';
import { TenantLimits } from './tenant-settings.js';

export class BucketUsage {
  /** Units of the burst in use. They come back at the rate. */
  @ApiProperty({ example: 1250 }) used: number;
  /** Units that would be admitted now. */
  @ApiProperty({ example: 18_750 }) remaining: number;
}

export class LimitsUsage {
  @ApiProperty() events: BucketUsage;
  @ApiProperty() bytes: BucketUsage;
  @ApiProperty() requests: BucketUsage;
  @ApiProperty() reads: BucketUsage;
  /** Requests in progress. */
  @ApiProperty() concurrent_requests: BucketUsage;
}

export class TenantLimitsView {
  @ApiProperty({ example: 'acme' }) tenant_key: string;
  /** With all defaults filled in. */
  @ApiProperty({ type: TenantLimits }) limits: object;
  @ApiProperty() usage: LimitsUsage;
}
