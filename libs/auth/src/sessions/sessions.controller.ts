import { Controller, Delete, Get, HttpCode, Param, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can } from '#libs/access';
import { ApiProblems, ListQuery, Problem } from '#libs/common';
import { SessionPage, SessionParams } from './sessions.dto.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('Authentication')
@Controller('v1/auth/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Can('self:read')
  @ApiOperation({
    summary: 'List your own sessions',
    description:
      'When and from where they were opened, and when they were last used; oldest first. For people only.',
  })
  @ApiOkResponse({ type: SessionPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Req() request: FastifyRequest, @Query() query: ListQuery) {
    return this.sessions.list(personOf(request), request.user!.sessionId, query);
  }

  @Delete()
  @Can('self:read')
  @HttpCode(204)
  @ApiOperation({
    summary: 'End all your sessions except this one',
    description: 'Their access and refresh tokens are rejected from then on.',
  })
  @ApiNoContentResponse()
  endOthers(@Req() request: FastifyRequest) {
    return this.sessions.endOthers(personOf(request), request.user!.sessionId);
  }

  @Delete(':id')
  @Can('self:read')
  @HttpCode(204)
  @ApiOperation({
    summary: 'End one of your sessions',
    description: 'Its access and refresh tokens are rejected from then on.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  end(@Req() request: FastifyRequest, @Param() { id }: SessionParams) {
    return this.sessions.endOwn(personOf(request), id);
  }
}

/**
 * The person's id. Sessions belong to people; API tokens and narrowed access tokens may not manage them.
 * @throws Problem `forbidden`
 */
function personOf({ user }: FastifyRequest): string {
  if (user?.actor.kind !== 'user') throw new Problem('forbidden', 'Only people have sessions: log in.');
  if (user.narrowed)
    throw new Problem('forbidden', 'The session is narrowed by a scope: log in without one.');
  return user.actor.userId!;
}
