import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import {
  DeviceUid,
  EventUid,
  JsonObject,
  PageCursor,
  PageLimit,
  PatternFields,
  type RawJson,
  TenantKey,
  Timestamp,
  VisibleText,
} from '#libs/common';
import { type Outcome, OUTCOMES } from './ingest/outcome.js';

const PAYLOAD = { celsius: 21.5, battery: 0.83 };

/** An event as clients send it. */
export class EventInput {
  /** Identity of the event: sending it again with the same content changes nothing. */
  @EventUid() event_uid: string;
  @DeviceUid() device_uid: string;
  @VisibleText('temperature.measured') type: string;
  /** When it occurred. If it is absent, the time of receipt is stored. */
  @IsOptional() @Timestamp() occurred_at?: string;
  @JsonObject(PAYLOAD) payload: RawJson;
}

/** Documents the body of a single event, which may name its tenant. */
export class SingleEventInput extends EventInput {
  /** Selects the tenant, for credentials that may act in several. */
  @ApiPropertyOptional({ example: 'demo' }) @IsOptional() @TenantKey() tenant_key?: string;
}

export class EventParams {
  @EventUid() event_uid: string;
}

/**
 * Documents the filter in text: OpenAPI has no parameters with a pattern as name, and a literal name breaks generators.
 */
export const PAYLOAD_FILTER =
  'Further query parameters `payload.<path>=value`, such as `payload.celsius=21.5`, filter by a member of the payload, ' +
  'beside a device or a time range.';

/**
 * Lets a query class accept `payload.<path>=value` (see payload-filter.ts). Classes do not inherit it: each needs it. A
 * value may be as long as the longest number that is stored; the URL has 16 KiB at most.
 */
export const PayloadFields = () => PatternFields('^payload\\.', { type: 'string', maxLength: 16_384 });

/** Filters of events. */
@PayloadFields()
export class EventFilters {
  @IsOptional() @DeviceUid() device_uid?: string;

  /** May be repeated; an event matches if its type is one of them. */
  @IsOptional()
  @VisibleText('temperature.measured', { each: true })
  @ApiPropertyOptional({ example: ['temperature.measured'] })
  type?: string[];

  /** Inclusive. */
  @IsOptional() @Timestamp() occurred_from?: string;
  /** Exclusive. */
  @IsOptional() @Timestamp() occurred_to?: string;
  /** Inclusive. */
  @IsOptional() @Timestamp() received_from?: string;
  /** Exclusive. */
  @IsOptional() @Timestamp() received_to?: string;
}

@PayloadFields()
export class ListEvents extends EventFilters {
  @PageLimit() limit?: number;
  @PageCursor() cursor?: string;

  /** Order of position: `desc` is newest first; `asc` is a feed in which every page that has events has a cursor. */
  @IsOptional()
  @IsIn(['asc', 'desc'])
  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  order?: 'asc' | 'desc';
}

export class PayloadOmitted {
  @ApiProperty({ example: 13_415_000 }) bytes: number;
  @ApiProperty({ example: '/v1/events/0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10' }) href: string;
}

export class EventView {
  @ApiProperty({ example: '0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b10' }) event_uid: string;
  @ApiProperty({ example: 'sensor-1' }) device_uid: string;
  @ApiProperty({ example: 'temperature.measured' }) type: string;
  @ApiProperty() occurred_at: Date;
  @ApiProperty() received_at: Date;
  /** Place in the tenant's storage order. */
  @ApiProperty({ example: 4711 }) position: number;
  /** Whether it was older than the acceptance window on receipt. */
  @ApiProperty() late: boolean;
  @ApiProperty({ type: 'object', additionalProperties: true, example: PAYLOAD }) payload: object;
  /** Replaces a payload over 512 KiB, which an earlier release accepted. The event's own URL returns the payload. */
  @ApiPropertyOptional({ type: PayloadOmitted }) payload_omitted?: PayloadOmitted;
  /** CloudEvents extension attributes. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true }) extensions?: object;
  /** Source of a CloudEvent, as the sender gave it. */
  @ApiPropertyOptional({ example: '/halls/3/sensor-1' }) source?: string;
}

export class EventPage {
  @ApiProperty({ type: [EventView] }) data: EventView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export class IngestView {
  @ApiProperty({ enum: ['created', 'duplicate'] }) outcome: Outcome;
  @ApiProperty() event_uid: string;
  @ApiProperty() received_at: Date;
}

export class ItemError {
  @ApiProperty({ example: 'invalid_timestamp' }) code: string;
  @ApiProperty() detail: string;
  @ApiProperty({ example: '/events/3/occurred_at' }) pointer: string;
}

export class BatchItem {
  @ApiProperty() index: number;
  @ApiProperty({ type: 'string', nullable: true }) event_uid: string | null;
  @ApiProperty({ enum: OUTCOMES }) outcome: Outcome;
  /** Status that the event would have alone. */
  @ApiProperty() status: number;
  @ApiProperty() retryable: boolean;
  @ApiPropertyOptional() error?: ItemError;
}

export class BatchView {
  /** Nothing was stored: `created` means that the event would be created. */
  @ApiPropertyOptional() dry_run?: boolean;

  /** Number of events by outcome. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { created: 998, duplicate: 2 },
  })
  summary: Partial<Record<Outcome, number>>;
  @ApiProperty({ type: [BatchItem] }) items: BatchItem[];
}

export class BatchQuery {
  /** Checks everything, including duplicates, and stores nothing. It costs as much of the limits as storing. */
  @IsOptional() @IsBoolean() dry_run?: boolean;
}

/** Uids of their own, so that sending the example after that of a single event causes no conflict. */
const BATCH_EXAMPLE = ['b-1', 'b-2'].map((event_uid) => ({
  event_uid,
  device_uid: 'sensor-1',
  type: 'temperature.measured',
  payload: PAYLOAD,
}));

/** Documents a batch. Events are validated one by one, so that an invalid one does not affect the others. */
export class BatchInput {
  @ApiPropertyOptional({ example: 'demo' }) tenant_key?: string;
  @ApiProperty({ type: [EventInput], minItems: 1, maxItems: 1000, example: BATCH_EXAMPLE })
  events: EventInput[];
}

const asLines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

export const IMPORT_EXAMPLE = asLines(
  { event_uid: 'a-1', device_uid: 'sensor-1', type: 'temperature.measured', payload: PAYLOAD },
  { event_uid: 'a-2', device_uid: 'nobody', type: 'temperature.measured', payload: PAYLOAD },
);

export const IMPORT_ANSWER = asLines(
  {
    line: 2,
    event_uid: 'a-2',
    outcome: 'unknown_device',
    status: 422,
    retryable: false,
    error: {
      code: 'unknown_device',
      detail: 'device_uid: no such device is registered',
      pointer: '/device_uid',
    },
  },
  { progress: { lines: 2, summary: { created: 1, unknown_device: 1 } } },
  { summary: { created: 1, unknown_device: 1 }, lines: 2 },
);
