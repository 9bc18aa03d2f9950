import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents 304, the answer to a client that already has the current version. */
export const ApiIfNoneMatch = () =>
  applyDecorators(
    ApiHeader({
      name: 'if-none-match',
      required: false,
      description: 'ETag of the version that the client has.',
    }),
    ApiResponse({ status: 304, description: 'The client has the current version.' }),
  );
