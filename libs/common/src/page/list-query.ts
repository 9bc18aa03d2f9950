import { applyDecorators } from '@nestjs/common';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { DEFAULT_LIMIT, MAX_LIMIT } from './page.js';

export const PageLimit = () =>
  applyDecorators(
    IsOptional(),
    IsInt(),
    Min(1),
    Max(MAX_LIMIT),
    ApiPropertyOptional({
      description: 'Largest number of items in the page.',
      type: 'integer',
      default: DEFAULT_LIMIT,
      minimum: 1,
      maximum: MAX_LIMIT,
    }),
  );

export const PageCursor = (description = 'next_cursor of the previous page.') =>
  applyDecorators(IsOptional(), IsString(), ApiPropertyOptional({ description, maxLength: 1024 }));

/** Query parameters of every list. A class that already extends another one declares the two fields itself. */
export class ListQuery {
  @PageLimit() limit?: number;
  @PageCursor() cursor?: string;
}
