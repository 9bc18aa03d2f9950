import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents that who knows the current version of a resource is answered 304, without it. */
export const ApiIfNoneMatch = () =>
  applyDecorators(
    ApiHeader({ name: 'if-none-match', required: false, description: 'ETag that is known already.' }),
    ApiResponse({ status: 304, description: 'What is known is current.' }),
  );
