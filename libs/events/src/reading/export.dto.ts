import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { EventFilters, PayloadFields } from '../events.dto.js';

@PayloadFields()
export class ExportQuery extends EventFilters {
  /**
   * The `position` of the last event that the client has. The export continues after it, for example where another one
   * broke off.
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiPropertyOptional({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
  after_position?: number;
}
