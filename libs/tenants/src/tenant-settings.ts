import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { Nested, Nullable } from '#libs/common';

const MOST = 1e9;
/** @param example the default, so that a tenant created from the unchanged example works */
const Limit = (example: number) => (target: object, key: string) => {
  const documented = ApiPropertyOptional({ example });
  for (const decorate of [documented, Nullable(), IsInt(), Min(1), Max(MOST)]) decorate(target, key);
};

/** Rates are per second. A burst is what may arrive at once. */
export class TenantLimits {
  /** Events per second that are admitted on average. */
  @Limit(5_000) events_per_second?: number | null;
  /** Events that may arrive at once. */
  @Limit(20_000) burst_events?: number | null;
  /** Bytes of events per second: uid, device, type and payload as sent, after decompression, plus 64 for each event. */
  @Limit(10_485_760) bytes_per_second?: number | null;
  @Limit(52_428_800) burst_bytes?: number | null;
  /** Events per second of one device. */
  @Limit(1_000) device_events_per_second?: number | null;
  @Limit(5_000) device_burst_events?: number | null;
  /** Requests of the tenant in progress at the same time. */
  @Limit(100) max_concurrent_requests?: number | null;
  /** Requests per second, of any kind. */
  @Limit(5_000) requests_per_second?: number | null;
  @Limit(20_000) burst_requests?: number | null;
  /** Requests per second that read (GET). They also count as requests. */
  @Limit(500) reads_per_second?: number | null;
  @Limit(2_000) burst_reads?: number | null;
  /** Ingestions (`Prefer: respond-async`) that may wait to be stored. */
  @Limit(10_000) max_queued_ingestions?: number | null;
}

/** Settings of a tenant; all optional, null restores the default. */
export class TenantSettings {
  /** Registers an unknown device when its first event arrives. */
  @ApiPropertyOptional({ example: false })
  @Nullable()
  @IsBoolean()
  auto_register_devices?: boolean | null;

  @ApiProperty({ type: () => TenantLimits, required: false })
  @Nullable()
  @Nested(() => TenantLimits)
  limits?: TenantLimits | null;

  /** Days after which events are removed; null keeps them. */
  @ApiPropertyOptional({ example: 365 })
  @Nullable()
  @IsInt()
  @Min(1)
  @Max(36_500)
  retention_days?: number | null;

  /** Days after which lines of the audit trail are removed; null keeps them. */
  @ApiPropertyOptional({ example: 365 })
  @Nullable()
  @IsInt()
  @Min(1)
  @Max(36_500)
  audit_retention_days?: number | null;

  /** How far in the past `occurred_at` may be. Days. */
  @ApiPropertyOptional({ example: 35 })
  @Nullable()
  @IsInt()
  @Min(0)
  @Max(36_500)
  accept_past_days?: number | null;

  /** How far in the future `occurred_at` may be, for clocks that run ahead. Seconds. */
  @ApiPropertyOptional({ example: 300 })
  @Nullable()
  @IsInt()
  @Min(0)
  @Max(86_400)
  accept_future_seconds?: number | null;

  /** The tenant's places in the workers' queue, relative to other tenants. */
  @Nullable() @IsInt() @Min(1) @Max(100) queue_weight?: number | null;

  /** Stores events older than the window, marked `late`, instead of rejecting them. */
  @ApiPropertyOptional({ example: false })
  @Nullable()
  @IsBoolean()
  accept_late?: boolean | null;
}

type Whole<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> };

/** Settings with all defaults filled in. */
export interface EffectiveSettings extends Whole<
  Omit<TenantSettings, 'limits' | 'retention_days' | 'audit_retention_days'>
> {
  readonly limits: Whole<TenantLimits>;
  readonly retention_days: number | null;
  readonly audit_retention_days: number | null;
}

/** Suits one tenant on one small server; raise them as needed. */
export const DEFAULT_LIMITS: Whole<TenantLimits> = {
  events_per_second: 5_000,
  burst_events: 20_000,
  bytes_per_second: 10_485_760,
  burst_bytes: 52_428_800,
  device_events_per_second: 1_000,
  device_burst_events: 5_000,
  max_concurrent_requests: 100,
  requests_per_second: 5_000,
  burst_requests: 20_000,
  reads_per_second: 500,
  burst_reads: 2_000,
  max_queued_ingestions: 10_000,
};

export function effectiveSettings(given: TenantSettings): EffectiveSettings {
  return {
    auto_register_devices: given.auto_register_devices ?? false,
    limits: { ...DEFAULT_LIMITS, ...given.limits } as Whole<TenantLimits>,
    retention_days: given.retention_days ?? null,
    audit_retention_days: given.audit_retention_days ?? null,
    accept_past_days: given.accept_past_days ?? 35,
    accept_future_seconds: given.accept_future_seconds ?? 300,
    queue_weight: given.queue_weight ?? 1,
    accept_late: given.accept_late ?? false,
  };
}
